import { hash } from 'node:crypto'
import { GatewayError } from '../core/errors.ts'
import { forgetOldest } from '../core/oldest.ts'
import type { Clock, SessionStore, StoredSession } from '../core/ports.ts'

/**
 * Milliseconds for which a session is taken as it was read. A request that begins with an old answer is cut half a
 * second later, so that a revocation ends everything within one, though nobody should hear of it.
 */
const FRESH = 500
const CACHED = 10_000

interface Cached {
  readonly readAt: number
  readonly session: Promise<StoredSession | null>
  /** Undefined until it is read. */
  id: string | undefined
}

/** Who holds a session token. */
export interface Sessions {
  /** @throws ERR_SESSION_UNKNOWN, ERR_SESSION_ENDED, ERR_SESSION_EXPIRED, ERR_STORE_UNAVAILABLE */
  identify(token: string): Promise<StoredSession>
  /** Reads the session anew at its next use. */
  forget(id: string): void
}

/** Looks sessions up by the SHA-256 of their token, and remembers each for half a second. */
export function createSessions(store: SessionStore, now: Clock): Sessions {
  const cache = new Map<string, Cached>()

  const read = (token: string): Promise<StoredSession | null> => {
    const key = hash('sha256', token)
    const at = now()
    const cached = cache.get(key)
    // A clock that was set back must not keep an old answer alive.
    if (cached !== undefined && Math.abs(at - cached.readAt) < FRESH) return cached.session
    const session = store.findByToken(Buffer.from(key, 'hex'))
    cache.delete(key)
    const entry: Cached = { readAt: at, session, id: undefined }
    cache.set(key, entry)
    forgetOldest(cache, CACHED)
    session.then(
      (found) => {
        entry.id = found?.id
        if (found === null) cache.delete(key)
      },
      () => cache.delete(key),
    )
    return session
  }

  return {
    async identify(token) {
      const session = await read(token)
      if (session === null)
        throw new GatewayError('ERR_SESSION_UNKNOWN', 'The session token is not known here.', { fix: EXCHANGE })
      if (session.endedAt !== null)
        throw new GatewayError('ERR_SESSION_ENDED', 'The session has ended.', { fix: EXCHANGE })
      if (session.expiresAt <= now())
        throw new GatewayError('ERR_SESSION_EXPIRED', 'The session has expired.', { fix: EXCHANGE })
      return session
    },
    forget(id) {
      for (const [key, entry] of cache) {
        if (entry.id === id) cache.delete(key)
        // What is still being read may have been read before whatever is to be forgotten.
        if (entry.id !== undefined) continue
        entry.session.then(
          (found) => found?.id === id && cache.delete(key),
          () => {},
        )
      }
    },
  }
}

const EXCHANGE = "Exchange the CI job's ID token at POST /oauth/token."
