import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Command, InvalidArgumentError } from 'commander'
import type { Direction } from '../../core/recording.ts'
import type { FullExchange } from '../../core/replay.ts'
import { realTiming } from '../../core/timing.ts'
import { headline } from './headline.ts'
import { playBack } from './playback.ts'
import { beginningOf, type SessionSource, sessionSource } from './source.ts'
import { type Beginnings, type Moment, momentsOf, SHOWN } from './timeline.ts'

export function replayCommand(): Command {
  return new Command('replay')
    .argument('<id>')
    .description('what a session did, as it happened: asked, decided, held, answered, with the beginning of each body')
    .option('--speed <times>', 'at so many times the speed that it had; without it, all at once', positive)
    .option('--step', 'wait for Enter between exchanges')
    .action(async (id: string, options: { speed?: number; step?: boolean }, command: Command) => {
      const source = await sessionSource(command, id)
      const print = async (line: string): Promise<void> => {
        if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
      }
      await print(headline(source.session))
      const stepping = options.step ? enters() : null
      await playBack(replayed(source), {
        ...{ speed: options.speed ?? null, step: stepping?.next ?? null, print, timing: realTiming },
      })
      stepping?.close()
    })
}

/** Exchange after exchange in moments, and what people denied meanwhile. */
export async function* replayed(source: SessionSource): AsyncGenerator<readonly Moment[]> {
  let denials = await denialsOf(source)
  for await (const exchange of source.exchanges()) {
    const end = exchange.answer?.code === 'ERR_APPROVAL_DENIED' ? exchange.answer.at : exchange.at
    const earlier = denials.filter(({ at }) => at < exchange.at)
    const own = denials.filter(({ at }) => at >= exchange.at && at <= end)
    denials = denials.filter(({ at }) => at > end)
    for (const denial of earlier) yield [denial]
    yield momentsOf(exchange, await beginningsOf(source, exchange), own)
  }
  for (const denial of denials) yield [denial]
}

async function denialsOf(source: SessionSource): Promise<readonly Moment[]> {
  const denials: Moment[] = []
  for await (const line of source.entries(['vote'])) {
    const { change, fields } = JSON.parse(line) as { change: string; fields: Voted }
    const { answer, person, reason, at } = fields
    if (change === 'delete' || answer !== 'deny') continue
    denials.push({ at: Date.parse(at), lines: [`denied by ${person}${reason === null ? '' : `: "${reason}"`}`] })
  }
  return denials.toSorted((one, other) => one.at - other.at)
}

interface Voted {
  readonly answer: 'approve' | 'deny'
  readonly person: string
  readonly reason: string | null
  /** As PostgreSQL writes it in JSON: RFC 3339. */
  readonly at: string
}

async function beginningsOf(source: SessionSource, { id, answer }: FullExchange): Promise<Beginnings> {
  const read: { [direction in Direction]?: Buffer | null } = {}
  for (const { direction, chunks } of answer?.recordings ?? []) {
    if (chunks.length === 0) continue
    const bytes = await source.bytes(id, direction)
    read[direction] = bytes && (await beginningOf(bytes, SHOWN[direction]))
  }
  return read
}

/** One call for each time that Enter is pressed; once input has ended, nothing is waited for. */
function enters(): { readonly next: () => Promise<void>; close(): void } {
  const input = createInterface({ input: process.stdin })
  const lines = input[Symbol.asyncIterator]()
  return {
    next: async () => {
      await lines.next()
    },
    close: () => input.close(),
  }
}

function positive(text: string): number {
  const speed = Number(text)
  if (!(speed > 0 && speed < Number.POSITIVE_INFINITY)) throw new InvalidArgumentError('It must be a number above 0.')
  return speed
}
