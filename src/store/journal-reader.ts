import pg from 'pg'
import type { StoredCheckpoint } from '../core/checkpoint.ts'
import { GatewayError } from '../core/errors.ts'
import type { FoundEntry } from '../core/journal.ts'

/** All of the journal as it is at one moment, without a word about whether it is right. */
export interface JournalReader {
  checkpoints(): AsyncGenerator<readonly StoredCheckpoint[]>
  /** Chain after chain, each in order. */
  entries(): AsyncGenerator<readonly FoundEntry[]>
  happenings(): Promise<number>
  /** Public keys that gateways have made known here. */
  keys(): Promise<readonly object[]>
  close(): Promise<void>
}

const PAGE = 5_000
const NIL = '00000000-0000-0000-0000-000000000000'
/** Of bigint. */
const LEAST = '-9223372036854775808'

/** Reads on a connection of its own, in one transaction. Rejects with ERR_STORE_UNAVAILABLE. */
export async function openJournalReader(url: string): Promise<JournalReader> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('begin isolation level repeatable read read only')
  } catch (cause) {
    await client.end().catch(() => {})
    throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The database did not answer.', { cause })
  }
  return { ...journalReader(client), close: () => client.end() }
}

/** The same on a connection that somebody else has opened. */
export function journalReader(client: Pick<pg.Client, 'query'>): Omit<JournalReader, 'close'> {
  const rows = async (text: string, values: unknown[]): Promise<string[][]> =>
    (await client.query<string[]>({ text, values, rowMode: 'array' })).rows
  const after = (writer: string, sequence: string): Promise<string[][]> => rows(ENTRIES, [writer, sequence, PAGE])
  return {
    async *checkpoints() {
      for (let last = LEAST; ; ) {
        const page = (await rows(CHECKPOINTS, [last, PAGE])).map(([number, at, jws]) => {
          return { number: Number(number), at: Number(at), jws: jws! }
        })
        if (page.length === 0) return
        yield page
        last = String(page.at(-1)!.number)
      }
    },
    async *entries() {
      let coming = after(NIL, LEAST)
      for (;;) {
        const page = (await coming).map(([row]) => entryOf(row!))
        if (page.length === 0) return
        // Read while whoever asked looks at this one.
        const last = page.at(-1)!
        coming = after(last.writer, last.sequence.toString())
        coming.catch(() => {})
        yield page
      }
    },
    async happenings() {
      const [[count]] = (await rows('select count(*) from sallyport.happenings', [])) as [[string]]
      return Number(count)
    },
    async keys() {
      const found = await rows('select jwk::text from sallyport.journal_keys order by at, kid', [])
      return found.map(([jwk]) => JSON.parse(jwk!) as object)
    },
  }
}

// One column: for each that a row has, its reading costs about as much again.
const ENTRIES = `
  select writer || ' ' || sequence || ' ' || trim_scale(extract(epoch from at) * 1000) || ' ' ||
    coalesce(session_id::text, '-') || ' ' || coalesce(exchange_id::text, '-') || ' ' || encode(hash, 'hex') || ' ' ||
    replace(kind, ' ', '?') || ' ' || entry
  from sallyport.entries where (writer, sequence) > ($1, $2) order by writer, sequence limit $3`

const CHECKPOINTS = `
  select number, trim_scale(extract(epoch from at) * 1000), jws
  from sallyport.checkpoints where number > $1 order by number limit $2`

function entryOf(row: string): FoundEntry {
  const parts: string[] = []
  let from = 0
  for (let part = 0; part < 7; part++) {
    const to = row.indexOf(' ', from)
    parts.push(row.slice(from, to))
    from = to + 1
  }
  const [writer, sequence, at, session, exchange, hash, kind] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return {
    ...{ writer, sequence: Number(sequence), kind, at, hash, line: row.slice(from) },
    ...{ session: session === '-' ? null : session, exchange: exchange === '-' ? null : exchange },
  }
}
