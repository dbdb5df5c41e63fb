import type { Timing } from '../../core/timing.ts'
import { printable } from '../printable.ts'
import type { Moment } from './timeline.ts'

export interface PlaybackOptions {
  /** How many times as fast as it was; null for at once. */
  readonly speed: number | null
  /** Waited for before each exchange but the first; null where nobody steps through. */
  readonly step: (() => Promise<void>) | null
  readonly print: (line: string) => Promise<void>
  readonly timing: Pick<Timing, 'sleep'>
}

/** Prints exchanges one after another, each moment of them at its time. */
export async function playBack(
  exchanges: AsyncIterable<readonly Moment[]>,
  { speed, step, print, timing }: PlaybackOptions,
): Promise<void> {
  const never = new AbortController().signal
  let clock: number | null = null
  let isFirst = true
  for await (const moments of exchanges) {
    if (!isFirst && step !== null) await step()
    isFirst = false
    for (const { at, lines } of moments) {
      // Exchanges overlap: what was at the same time as something shown already waits for nothing.
      if (speed !== null && clock !== null && at > clock) await timing.sleep((at - clock) / speed, never)
      clock = Math.max(clock ?? at, at)
      const time = new Date(at).toISOString()
      for (const [index, line] of lines.entries())
        await print(`${index === 0 ? time : ' '.repeat(time.length)}  ${printable(line)}`)
    }
  }
}
