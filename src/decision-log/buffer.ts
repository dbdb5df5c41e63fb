import type { DecisionLogObserver } from '../core/decision-log.ts'

/** Events that wait for their receiver, oldest first, bounded in bytes. */
export interface EventBuffer {
  /** Bytes of all that is kept: what waits, and what is on its way. */
  readonly bytes: number
  readonly size: number
  /** Keeps an event; the oldest ones that wait make room for it, and are counted. */
  add(line: string): void
  /** The oldest ones that together have at most so many bytes, but always one: on their way until {@link release}. */
  take(bytes: number): readonly string[]
  /** Puts the last ones of what was taken back where they were. */
  putBack(lines: readonly string[]): void
  /** What was taken is done with. */
  release(): void
}

/** @param limit bytes of JSON, in UTF-8 */
export function createBuffer(limit: number, { counted }: Pick<DecisionLogObserver, 'counted'>): EventBuffer {
  let waiting: { readonly line: string; readonly bytes: number }[] = []
  let waitingBytes = 0
  let takenBytes = 0
  const measured = (line: string) => ({ line, bytes: Buffer.byteLength(line) })
  return {
    get bytes() {
      return waitingBytes + takenBytes
    },
    get size() {
      return waiting.length
    },
    add(line) {
      const event = measured(line)
      if (event.bytes > limit) return counted('too_large', 1)
      let lost = 0
      let excess = waitingBytes + takenBytes + event.bytes - limit
      while (excess > 0 && lost < waiting.length) {
        const { bytes } = waiting[lost++]!
        excess -= bytes
        waitingBytes -= bytes
      }
      waiting.splice(0, lost)
      if (lost > 0) counted('buffer_full', lost)
      // Even an empty queue leaves no room beside what is on its way.
      if (excess > 0) return counted('buffer_full', 1)
      waiting.push(event)
      waitingBytes += event.bytes
    },
    take(most) {
      let count = 0
      let bytes = 0
      while (count < waiting.length && (count === 0 || bytes + waiting[count]!.bytes <= most)) {
        bytes += waiting[count++]!.bytes
      }
      waitingBytes -= bytes
      takenBytes = bytes
      return waiting.splice(0, count).map(({ line }) => line)
    },
    putBack(lines) {
      const again = lines.map(measured)
      const bytes = again.reduce((sum, event) => sum + event.bytes, 0)
      waiting = [...again, ...waiting]
      waitingBytes += bytes
      takenBytes -= bytes
    },
    release() {
      takenBytes = 0
    },
  }
}
