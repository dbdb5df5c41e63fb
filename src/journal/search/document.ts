import type { Json } from '../../core/json.ts'
import type { Recording } from '../../core/recording.ts'
import type { IndexedExchange, SessionFacets } from '../../core/search.ts'
import { createWords, type Words } from '../../core/words.ts'

/** Bytes of each recording whose words count. */
const READ = 65_536
/** Of an operation's detail no more is looked at. */
const DETAIL = 16_384

/** What is read of entries; whatever else is there is passed over. */
interface Told {
  readonly kind: string
  readonly exchange: string
  readonly session: string
  readonly at: number
  readonly connection?: string
  readonly stage?: string
  readonly protocol?: string
  readonly method?: string
  readonly host?: string
  readonly target?: string
  readonly operations?: readonly { readonly kind: string; readonly resource: string; readonly detail?: Json }[]
  readonly decisions?: readonly {
    readonly effect: string
    readonly bundle: string
    readonly reasons: readonly { readonly code: string; readonly message: string; readonly fix?: string }[]
    readonly asked?: { readonly approval?: { readonly satisfied?: readonly Answer[] } | null }
  }[]
  readonly status?: number
  readonly code?: string | null
  readonly recordings?: readonly Recording[]
}

interface Answer {
  readonly code: string
  readonly by: readonly string[]
  readonly reason?: string
}

/** The beginning of a recording, as far as it is still there. */
export type ReadBeginning = (connection: string, recording: Recording, bytes: number) => Promise<Buffer | null>

/** What an exchange is found by, of the lines that tell of it. There is at least one. */
export async function documentOf(
  lines: readonly string[],
  session: SessionFacets | null,
  read: ReadBeginning,
): Promise<IndexedExchange> {
  const told = lines.map((line) => JSON.parse(line) as Told)
  const words = createWords()
  if (session !== null) {
    words.addFacet('agent', session.agent)
    words.addFacet('repository', session.repository)
    if (session.run !== null) words.addFacet('run', session.run)
  }
  for (const entry of told) addEntry(words, entry)
  const connection = told.find((it) => it.connection !== undefined)?.connection ?? ''
  const days: string[] = []
  for (const recording of told.flatMap(({ recordings = [] }) => recordings)) {
    const beginning = await read(connection, recording, READ)
    if (beginning === null || beginning.length === 0) continue
    words.add(beginning.toString())
    days.push(recording.day)
  }
  const [{ exchange, session: id }] = told as [Told]
  const at = told.find(({ kind }) => kind === 'exchange')?.at ?? told[0]!.at
  const [day] = days.toSorted()
  return {
    ...{ exchange, session: id, at, entries: lines.length, words: words.all },
    shelf: day === undefined ? null : { connection, day },
  }
}

function addEntry(words: Words, told: Told): void {
  const { connection, stage, protocol, method, host, target, status, code, operations = [], decisions = [] } = told
  if (connection !== undefined) words.addFacet('connection', connection)
  for (const { kind, resource, detail } of operations) {
    words.addFacet('operation', kind)
    words.add(`${kind} ${resource}`)
    if (detail !== undefined) words.add(textsOf(detail).join(' ').slice(0, DETAIL))
  }
  for (const { effect, bundle, reasons, asked } of decisions) {
    words.addFacet('decision', effect)
    words.add(`${effect} ${bundle}`)
    for (const { code: rule, message, fix = '' } of reasons) {
      words.addFacet('rule', rule)
      words.add(`${rule} ${message} ${fix}`)
    }
    for (const { by, reason = '' } of asked?.approval?.satisfied ?? []) {
      for (const person of by) words.addFacet('approver', person)
      words.add(`${by.join(' ')} ${reason}`)
    }
  }
  words.add([connection, stage, protocol, method, host, target, status, code].filter((it) => it != null).join(' '))
  // As people write it: an escape would keep its word from being found.
  if (target?.includes('%')) words.add(unescaped(target))
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value as { [name: string]: Json }).flatMap(textsOf)
}

function unescaped(target: string): string {
  return target.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString())
}
