import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { PolicyStatus } from '../core/policy.ts'
import { backoff, type Timing } from '../core/timing.ts'
import { createFollower, type FollowOptions } from './follow.ts'
import type { Kept } from './kept.ts'
import { createLive, type Live, type LiveOptions } from './live.ts'
import type { Offer, Source } from './sources/source.ts'

export interface PolicyOptions {
  readonly source: Source
  /** Where the last good bundle is kept; null where the source itself is on disk. */
  readonly kept: Kept | null
  readonly timing: Timing
  readonly live: Omit<LiveOptions, 'now'>
  readonly failed: FollowOptions['failed']
  readonly report: FollowOptions['report']
}

/** The policy of a running gateway. */
export interface RunningPolicy {
  readonly policy: Live
  status(): PolicyStatus
  /** Asks the source again at once. */
  check(): void
  close(): Promise<void>
}

/** Milliseconds that a start waits for a service, where there is a kept bundle to fall back on, and where there is none. */
const PATIENCE = { kept: 10_000, none: 60_000 }

/**
 * Puts the source's bundle in force, and from then on whatever it has. A service that is away at the start is waited
 * for; then the kept bundle serves, if it passes as if it had just been sent. Rejects where there is no policy at the end.
 */
export async function startPolicy(options: PolicyOptions): Promise<RunningPolicy> {
  const { source, kept, timing, failed, report } = options
  const live = createLive({ ...options.live, now: timing.now })
  const keep: FollowOptions['keep'] = async (offer) => kept?.keep(offer)
  const unread = (error: unknown): null => {
    report(error)
    return null
  }
  const follower = createFollower({ source, live, keep, timing, failed, report })
  try {
    if (kept === null) await follower.check(new AbortController().signal)
    else await firstOf(follower.check, { source, offer: await kept.recall().catch(unread), live, timing })
  } catch (error) {
    await follower.close()
    throw error
  }
  follower.start()
  return {
    policy: live,
    status: () => ({
      ...live.current!,
      source: source.place,
      checkedAt: follower.checkedAt,
      lastError: follower.lastError,
    }),
    check: follower.wake,
    close: follower.close,
  }
}

async function firstOf(
  check: (signal: AbortSignal) => Promise<void>,
  { source, offer, live, timing }: { source: Source; offer: Offer | null; live: Live; timing: Timing },
): Promise<void> {
  const patience = offer === null ? PATIENCE.none : PATIENCE.kept
  const [done, late] = [new AbortController(), new AbortController()]
  void timing.sleep(patience, done.signal).then(() => {
    late.abort(new Error(`didn't send a bundle within ${patience / 1000} seconds`))
  })
  let failure: GatewayError | null = null
  for (let failures = 1; !late.signal.aborted; failures++) {
    failure = await check(late.signal).then(() => null, asGatewayError)
    if (failure === null) break
    await timing.sleep(backoff(failures, patience, timing.random), late.signal)
  }
  done.abort()
  if (failure === null) return
  if (offer === null) throw failure
  await live.activate(offer.archive).catch((thrown: unknown) => {
    const { code, message, fix } = asGatewayError(thrown)
    throw new GatewayError(code, `${failure.message} Nor can the bundle serve that was kept of it: ${message}`, {
      ...(fix === undefined ? {} : { fix }),
      cause: failure,
    })
  })
  source.activated(offer)
}
