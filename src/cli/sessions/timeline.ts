import type { Direction, Recording } from '../../core/recording.ts'
import type { FullExchange } from '../../core/replay.ts'
import { messagesOf, type RecordedMessage } from './messages.ts'

/** Something that happened, in lines without their ends. Nothing in them is printable yet. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly lines: readonly string[]
}

/** The beginnings of what was recorded; null where it is deleted. */
export type Beginnings = { readonly [direction in Direction]?: Buffer | null }

/** Bytes of a recording that are enough to show its beginning; of messages more is read. */
export const SHOWN: { readonly [direction in Direction]: number } = {
  request: 2_000,
  answer: 2_000,
  messages: 1_048_576,
}
const LINES = 20
const OPERATIONS = 20
const INDENT = '    '

/** One exchange, moment by moment: asked, decided, held, approved, its messages, and what became of it. */
export function momentsOf(
  exchange: FullExchange,
  beginnings: Beginnings,
  denials: readonly Moment[],
): readonly Moment[] {
  const { at, stages, answer } = exchange
  const moments: Moment[] = [
    ...decisionsOf(exchange),
    ...stages.map(({ stage, at }) => ({ at, lines: [stage] })),
    ...approvalsOf(exchange),
    ...denials,
    ...(beginnings.messages ? messagesOf(beginnings.messages).messages.map((it) => spoken(at, it)) : []),
  ]
  const end = answer === null ? [{ at, lines: ['no answer on record'] }] : [ended(answer, beginnings)]
  const [first, ...rest] = [
    { at, lines: askedOf(exchange) },
    ...moments.toSorted((one, other) => one.at - other.at),
    ...end,
  ]
  return [first!, ...rest.map(({ at, lines }) => ({ at, lines: lines.map((line) => INDENT + line) }))]
}

function askedOf({ connection, method, target, operations, inspectionOf, stages }: FullExchange): readonly string[] {
  if (method === null) return [`${connection}  ended while ${stages.at(-1)?.stage}`]
  const told = operations.slice(0, OPERATIONS).map(({ kind, resource }) => `${INDENT}${kind} ${resource}`)
  const more = operations.length - told.length
  return [
    `${connection}  ${method} ${target}${inspectionOf === null ? '' : `  (the gateway's own, to look into ${inspectionOf})`}`,
    ...told,
    ...(more === 0 ? [] : [`${INDENT}and ${more} more`]),
  ]
}

function decisionsOf({ decisions }: FullExchange): readonly Moment[] {
  return decisions.map(({ effect, reasons, asked }) => ({
    at: Date.parse(asked.at),
    lines: reasons.map(({ code, message }) => `${effect}: ${message} (${code})`),
  }))
}

/** Who answered: each answer is told once, however often it was asked about. */
function approvalsOf({ decisions }: FullExchange): readonly Moment[] {
  const answers = decisions.flatMap(({ asked }) => asked.approval?.satisfied ?? [])
  const told = new Map(
    answers.map(({ code, by, at, reason, lease }) => {
      const why = reason === undefined ? '' : `: "${reason}"`
      const line = `approved by ${by.join(', ')} (${code})${why}${lease === undefined ? '' : `, by the lease ${lease}`}`
      return [`${at} ${line}`, { at: Date.parse(at), lines: [line] }]
    }),
  )
  return [...told.values()]
}

function spoken(begin: number, { at, from, data, bytes }: RecordedMessage): Moment {
  const arrow = from === 'client' ? '→' : '←'
  const [first = '', ...rest] = data === undefined ? [`${bytes} bytes, binary`] : shown(data)
  return { at: begin + at, lines: [`${arrow} ${first}`, ...rest.map((line) => `  ${line}`)] }
}

function ended(answer: FullExchange['answer'] & object, beginnings: Beginnings): Moment {
  const { at, status, code, bytes, bytesUpstream, forwarded, recordings } = answer
  const up = bytesUpstream === undefined ? '' : `, ${bytesUpstream} bytes upstream`
  const headline = `${status === 0 ? 'no answer' : status}${code === null ? '' : ` ${code}`}, ${bytes} bytes${up}`
  const upstream = forwarded ? [] : ['nothing went upstream']
  return {
    at,
    lines: [headline, ...upstream, ...recordings.flatMap((it) => recordedLines(it, beginnings[it.direction]))],
  }
}

/** What is kept of one direction, and its beginning. */
function recordedLines(recording: Recording, beginning: Buffer | null | undefined): readonly string[] {
  const { direction } = recording
  const told = recordedLine(recording)
  if (beginning === null) return [`${told}; deleted since`]
  if (direction === 'messages' || beginning === undefined || beginning.length === 0) return [told]
  const whole = beginning.length === keptOf(recording)
  const lines = shown(beginning.toString())
  return [`${told}:`, ...[...lines, ...(whole ? [] : ['…'])].map((line) => `  | ${line}`)]
}

/** How much of one direction went by, and how much of it is kept. */
export function recordedLine({ direction, bytes, leftOut }: Recording): string {
  if (leftOut === null) return `${direction}, ${bytes} bytes`
  const kept = leftOut.bytes === bytes ? 'not recorded' : `${leftOut.bytes} of them not recorded`
  return `${direction}, ${bytes} bytes, ${kept} (${WHY[leftOut.why]})`
}

const WHY = {
  level: 'policy or configuration says so',
  limit: 'longer than is kept',
  binary: 'no text that could be masked',
  cut: 'cut off where a secret might have been',
} as const

/** Masked bytes that are kept. */
export function keptOf({ chunks }: Pick<Recording, 'chunks'>): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0)
}

function shown(text: string): readonly string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  const first = lines.slice(0, LINES).map((line) => line.replaceAll('\t', '  '))
  return lines.length > LINES ? [...first, '…'] : first
}
