import { type ErrorCode, GatewayError } from '../../core/errors.ts'
import { backoff, type Timing } from '../../core/timing.ts'
import type { GatewayClient, Granted } from './gateway.ts'
import type { IdTokenSource } from './id-token.ts'

export interface SessionOptions {
  readonly gateway: Pick<GatewayClient, 'exchange' | 'revoke'>
  readonly source: IdTokenSource
  readonly audience: string
  /** What the session is narrowed to: authorization details (RFC 9396). Undefined for all that policy permits. */
  readonly leases: string | undefined
  readonly timing: Timing
  /** Tells people, a sentence at a time. */
  readonly say: (sentence: string) => void
}

/** A session that lasts: renewed in the background until it is ended, or as far as the gateway lets it. */
export interface LastingSession {
  readonly id: string
  /** What the gateway has its job find in the environment. */
  readonly variables: Readonly<Record<string, string>>
  /** Goes to the gateway's proxy, and nowhere else. */
  token(): string
  /** Milliseconds since the epoch. */
  expiresAt(): number
  /** Stops the renewal and ends the session; false where the gateway couldn't be told so. */
  end(): Promise<boolean>
}

/** How often a failed exchange or revocation is tried again, where trying again may help. */
const TRIES = 4
/** The longest wait between tries at renewal, in milliseconds. */
const MOST = 30_000
/** How much of a session's life goes by before it is renewed. */
const RENEW_AFTER = 2 / 3
/** Renewal can't help any more. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'ERR_SESSION_UNKNOWN',
  'ERR_SESSION_ENDED',
  'ERR_SESSION_EXPIRED',
  'ERR_TOKEN_RUN',
  'ERR_TOKEN_AGENT',
  'ERR_TOKEN_ISSUER',
  'ERR_TOKEN_AUDIENCE',
])

/** Exchanges the job's ID token for a session (RFC 8693), and keeps that alive. Rejects with what the gateway says. */
export async function openSession(options: SessionOptions): Promise<LastingSession> {
  const { gateway, source, audience, leases, timing, say } = options
  const over = new AbortController()
  const exchange = async (more: { actor?: string; leases?: string }): Promise<Granted> =>
    gateway.exchange(await source.read(audience), more)
  const granted = await retried(timing, () => exchange(leases === undefined ? {} : { leases }))
  let { token } = granted
  let expiresAt = timing.now() + granted.expiresIn * 1000

  const keep = async (): Promise<void> => {
    let failures = 0
    let pause = granted.expiresIn * 1000 * RENEW_AFTER
    while (timing.now() < expiresAt) {
      await timing.sleep(pause, over.signal)
      if (over.signal.aborted) return
      try {
        const renewed = await exchange({ actor: token })
        const until = timing.now() + renewed.expiresIn * 1000
        const gained = until - expiresAt
        failures = 0
        token = renewed.token
        expiresAt = until
        pause = renewed.expiresIn * 1000 * RENEW_AFTER
        if (gained < 1_000) return say(`the session has been renewed as far as it may: it ends at ${iso(expiresAt)}`)
      } catch (error) {
        if (over.signal.aborted) return
        failures++
        if (error instanceof GatewayError && FINAL.has(error.code)) {
          return say(`the session can't be renewed: ${describe(error)}`)
        }
        if (failures === 1) say(`the session is not renewed yet, trying again: ${describe(error)}`)
        pause = Math.min(backoff(failures, MOST, timing.random), Math.max(expiresAt - timing.now(), 1))
      }
    }
    say('the session has expired')
  }
  if (!source.renews) say(`the ID token of ${source.name} serves once: the session ends at ${iso(expiresAt)}`)
  const kept = source.renews ? keep() : Promise.resolve()

  return {
    id: granted.session,
    variables: granted.variables,
    token: () => token,
    expiresAt: () => expiresAt,
    async end() {
      over.abort()
      await kept
      return retried(timing, () => gateway.revoke(token)).then(
        () => true,
        () => false,
      )
    },
  }
}

/** Tries again what failed for reasons that pass. */
async function retried<T>(timing: Timing, attempt: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      const passing = error instanceof GatewayError && error.status === 503
      if (!passing || failures === TRIES) throw error
      await timing.sleep(backoff(failures, MOST, timing.random, 250), new AbortController().signal)
    }
  }
}

function describe(error: unknown): string {
  return error instanceof GatewayError ? `${error.code}: ${error.message}` : String(error)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
