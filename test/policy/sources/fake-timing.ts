import type { Timing } from '../../../src/core/timing.ts'
import { NOW } from '../signing.ts'

/** Time that passes when a test says so. */
export interface FakeTiming extends Timing {
  chance: number
  /** What is slept for now, in milliseconds from the moment that each sleep began. */
  readonly asleep: readonly number[]
  /** Resolves once somebody sleeps for that long. */
  sleeping(milliseconds: number): Promise<void>
  /** Lets as many milliseconds pass: wakes whoever has slept long enough by then. */
  pass(milliseconds: number): void
}

export function fakeTiming(): FakeTiming {
  let now = NOW
  const sleepers = new Set<{ readonly asked: number; readonly until: number; readonly wake: () => void }>()
  const timing: FakeTiming = {
    chance: 0,
    now: () => now,
    random: () => timing.chance,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          asked: milliseconds,
          until: now + milliseconds,
          wake() {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        if (signal.aborted) return resolve()
        sleepers.add(sleeper)
        signal.addEventListener('abort', sleeper.wake, { once: true })
      }),
    get asleep() {
      return [...sleepers].map(({ asked }) => asked)
    },
    async sleeping(milliseconds) {
      while (![...sleepers].some(({ asked }) => asked === milliseconds)) await new Promise(setImmediate)
    },
    pass(milliseconds) {
      now += milliseconds
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
    },
  }
  return timing
}

/** Time that passes as soon as anybody waits for it. */
export function hastyTiming(): Timing & { readonly slept: readonly number[] } {
  let now = NOW
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    random: () => 0,
    async sleep(milliseconds) {
      slept.push(milliseconds)
      now += milliseconds
      await new Promise(setImmediate)
    },
  }
}

/** Resolves once it holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate)
}
