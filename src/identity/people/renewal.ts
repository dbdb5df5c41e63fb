import { GatewayError } from '../../core/errors.ts'
import { isStale, type Login, type Person } from '../../core/login.ts'
import type { LoginStore } from '../../core/ports.ts'
import type { Timing } from '../../core/timing.ts'
import { type Logins, sha256 } from './logins.ts'
import type { Refreshed } from './provider.ts'
import { sealRefreshToken, unsealRefreshToken } from './refresh-token.ts'

export interface RenewalOptions {
  readonly store: LoginStore
  readonly identify: Logins['identify']
  /** 32 bytes, the same on every replica. */
  readonly key: Uint8Array
  /** Asks the provider, as the client that this door's logins came by; null where it has taken back what it gave. */
  readonly refresh: (door: Login['door'], refreshToken: string) => Promise<Refreshed | null>
  /** Who these tokens are about; rejects where that is anybody but the login's own person. */
  readonly personOf: (login: Login, tokens: Refreshed) => Promise<Person>
  readonly timing: Timing
}

/** Milliseconds for which an answer of the provider's serves again. */
const FRESH = 10_000
/** Milliseconds that a vote waits for the provider. */
const PATIENCE = 10_000
/** Milliseconds between looks at what a rival learns. */
const LOOK = 100
/** Seconds that asking may take at most, each of its steps having a limit of its own. */
const BORROWED = 90

/**
 * Makes the login of somebody who votes what the provider says of them now. One asks at a time, on all replicas: a
 * provider that gives a new refresh token for each old one takes the use of an old one for theft (RFC 9700, section
 * 4.14.2), and ends them all. Where the provider can't be asked, its groups count for five minutes, and then not at all.
 *
 * Null where nobody is logged in by this token and door. Rejects with ERR_LOGIN_REQUIRED, ERR_LOGIN_UNAVAILABLE,
 * ERR_STORE_UNAVAILABLE.
 */
export function createRenewal(options: RenewalOptions): (token: string, door: Login['door']) => Promise<Login | null> {
  const { store, identify, timing } = options

  return async (token, door) => {
    const until = timing.now() + PATIENCE
    while (timing.now() < until) {
      const login = await identify(token, door)
      if (login === null) return null
      if (!login.renewable) return isStale(login, timing.now()) ? { ...login, groups: [] } : login
      const age = timing.now() - login.toldAt
      if (age >= 0 && age < FRESH) return login
      const borrowed = await store.borrow(sha256(token), login.toldAt, BORROWED)
      if (borrowed === null) await timing.sleep(LOOK, new AbortController().signal)
      else return within(until, renewed(login, sha256(token), borrowed, options), timing)
    }
    throw unavailable('It has been asked, and has not answered yet.')
  }
}

async function renewed(login: Login, tokenHash: Buffer, borrowed: string, options: RenewalOptions): Promise<Login> {
  const { store, key, timing } = options
  const toldAt = timing.now()
  let kept = borrowed
  try {
    const tokens = await options.refresh(login.door, await unsealRefreshToken(borrowed, key))
    if (tokens === null) {
      await store.end(tokenHash, timing.now())
      throw ended()
    }
    if (tokens.refreshToken !== null) {
      // At once: whatever else goes wrong, the one before it is used up.
      const next = await sealRefreshToken(tokens.refreshToken, key)
      if (!(await store.rotate(tokenHash, borrowed, next))) throw ended()
      kept = next
    }
    const { identities, name, groups } = await options.personOf(login, tokens)
    const told = { identities, name, groups, toldAt }
    if (!(await store.renew(tokenHash, kept, told))) throw ended()
    return { ...login, ...told }
  } catch (thrown) {
    await store.giveBack(tokenHash, kept)
    throw refusalOf(thrown)
  }
}

/** Goes on asking when nobody waits any more: what the provider gives in the end must be kept. */
async function within<T>(until: number, asking: Promise<T>, { now, sleep }: Timing): Promise<T> {
  const over = new AbortController()
  const late = sleep(Math.max(0, until - now()), over.signal).then(() => {
    throw unavailable('It has been asked, and has not answered yet.')
  })
  late.catch(() => {})
  asking.catch(() => {})
  try {
    return await Promise.race([asking, late])
  } finally {
    over.abort()
  }
}

function refusalOf(thrown: unknown): GatewayError {
  const isOurs = thrown instanceof GatewayError && /^ERR_(LOGIN_REQUIRED|STORE_\w+)$/.test(thrown.code)
  return isOurs ? thrown : unavailable('It could not be asked, or its answer does not hold.', thrown)
}

function unavailable(why: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_LOGIN_UNAVAILABLE', `The identity provider has to confirm your groups. ${why}`, {
    fix: 'Nothing was counted. Retry; if it persists, log in again: run sallyport login, or in a browser open /login.',
    ...(cause === undefined ? {} : { cause }),
  })
}

function ended(): GatewayError {
  return new GatewayError(
    'ERR_LOGIN_REQUIRED',
    'Your login is over: it was ended here, or the identity provider has taken it back.',
    {
      fix: 'Run: sallyport login. In a browser, open /login.',
    },
  )
}
