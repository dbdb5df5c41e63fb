import { asGatewayError, type GatewayError } from '../core/errors.ts'
import type { PolicyProblem } from '../core/policy.ts'
import type { Timing } from '../core/timing.ts'
import type { Live } from './live.ts'
import type { Offer, Source } from './sources/source.ts'

export interface FollowOptions {
  readonly source: Source
  readonly live: Live
  /** Is given each offer that came into force. What it fails with is reported, and nothing more. */
  readonly keep: (offer: Offer) => Promise<void>
  readonly timing: Timing
  /** The source was of no use. */
  readonly failed: (error: GatewayError) => void
  readonly report: (error: unknown) => void
}

/** Puts in force what a source has, as it changes. */
export interface Follower {
  /** When the source last answered, in milliseconds since the epoch; null before the first time. */
  readonly checkedAt: number | null
  /** Why the last look brought nothing; null where it went well. */
  readonly lastError: PolicyProblem | null
  /** Looks once. Rejects with what is wrong with the source, or with what it has. */
  check(signal: AbortSignal): Promise<void>
  /** From now on looks by itself, whenever the source says that it's time. */
  start(): void
  /** Looks again at once, if it waits to. */
  wake(): void
  close(): Promise<void>
}

export function createFollower({ source, live, keep, timing, failed, report }: FollowOptions): Follower {
  const stopped = new AbortController()
  let checkedAt: number | null = null
  let lastError: PolicyProblem | null = null
  let running: Promise<void> = Promise.resolve()
  let pause = new AbortController()
  let unwatch = () => {}

  const look = async (signal: AbortSignal): Promise<Offer | null> => {
    try {
      const offer = await source.look(signal)
      checkedAt = timing.now()
      return offer
    } catch (thrown) {
      const known = asGatewayError(thrown)
      if (!stopped.signal.aborted) failed(known)
      throw known
    }
  }

  const check = async (signal: AbortSignal): Promise<void> => {
    try {
      const offer = await look(signal)
      const changed = offer !== null && (await live.activate(offer.archive))
      lastError = null
      if (offer === null) return
      source.activated(offer)
      if (changed) await keep(offer).catch(report)
    } catch (thrown) {
      const { code, message } = asGatewayError(thrown)
      lastError = { code, message, at: timing.now() }
      throw thrown
    }
  }

  const run = async (): Promise<void> => {
    let failures = lastError === null ? 0 : 1
    let took = 0
    while (!stopped.signal.aborted) {
      await timing.sleep(source.delay(failures, took), AbortSignal.any([pause.signal, stopped.signal]))
      if (stopped.signal.aborted) return
      pause = new AbortController()
      const began = timing.now()
      failures = await check(stopped.signal).then(
        () => 0,
        () => failures + 1,
      )
      took = timing.now() - began
    }
  }

  const wake = (): void => pause.abort()

  return {
    get checkedAt() {
      return checkedAt
    },
    get lastError() {
      return lastError
    },
    check,
    start() {
      unwatch = source.watch?.(wake) ?? unwatch
      running = run()
    },
    wake,
    async close() {
      stopped.abort()
      unwatch()
      await source.close?.()
      await running
    },
  }
}
