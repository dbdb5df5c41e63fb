import { createReadStream } from 'node:fs'
import type { StoredCheckpoint } from '../../core/checkpoint.ts'
import type { FoundEntry } from '../../core/journal.ts'
import { linesOf } from '../../core/lines.ts'
import { payloadOf } from '../checkpoint.ts'
import type { JournalSource } from './verify.ts'

const PAGE = 1_000
const CHECKPOINT = '{"checkpoint":'

/** A checkpoint as a line of an export. Entries are lines as they are. */
export function checkpointLine({ jws }: Pick<StoredCheckpoint, 'jws'>): string {
  return `${CHECKPOINT}${JSON.stringify(jws)}}`
}

/** An exported journal: its entries, chain after chain, and its checkpoints, a line each. */
export function exportSource(file: string): JournalSource {
  return {
    checkpoints: () => pages(file, (line) => (line.startsWith(CHECKPOINT) ? checkpointOf(line) : null)),
    entries: () => pages(file, (line) => (line === '' || line.startsWith(CHECKPOINT) ? null : entryOf(line))),
    happenings: async () => null,
  }
}

async function* pages<T>(file: string, read: (line: string) => T | null): AsyncGenerator<readonly T[]> {
  let page: T[] = []
  for await (const line of linesOf(createReadStream(file))) {
    const found = read(line)
    if (found !== null) page.push(found)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  yield page
}

function checkpointOf(line: string): StoredCheckpoint {
  try {
    const { checkpoint: jws } = JSON.parse(line) as { checkpoint: string }
    const { number, at } = payloadOf(jws)
    return { number, at, jws }
  } catch {
    return { number: 0, at: 0, jws: '' }
  }
}

const BEGINNING =
  /^\{"writer":"([^"]*)","sequence":(\d+),"previous":"[^"]*","kind":"([^"]*)","at":([^,]*),"session":(null|"[^"]*"),"exchange":(null|"[^"]*"),/

function entryOf(line: string): FoundEntry {
  const [, writer = '', sequence = '0', kind = '', at = '', session = 'null', exchange = 'null'] =
    BEGINNING.exec(line) ?? []
  const id = (text: string) => (text === 'null' ? null : text.slice(1, -1))
  return {
    ...{ writer, sequence: Number(sequence), kind, at, session: id(session), exchange: id(exchange), hash: null, line },
  }
}
