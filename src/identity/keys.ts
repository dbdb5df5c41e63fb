import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey } from 'jose'
import type { Timing } from '../core/timing.ts'

/** Milliseconds for which keys are used without asking whether they still stand. */
const FRESH = 600_000
/** Milliseconds for which they are used while the issuer can't be asked. */
const STALE = 3_600_000
/** Milliseconds between one reading and the next: after one that succeeded, and after one that failed. */
const COOLDOWN = 5_000
const RETRY = 1_000
/** Tokens that may wait for keys at once: each holds a request open. */
const MOST_WAITING = 1_000

/**
 * An issuer's keys, by the key id of a token. Keys are read at first use, again once they have aged, and again where a
 * token names one that isn't among them: issuers sign by a new key as soon as they publish it. However many such tokens
 * come, the issuer is asked once a cooldown, and the tokens wait for an answer that began after they came, so that a
 * stranger's flood of made-up key ids costs neither the issuer nor those who come with a real one.
 *
 * @param read reads the keys; what it rejects with, this rejects with where nothing that was read before will do
 */
export function createKeySet(read: () => Promise<JWK[]>, timing: Timing): JWTVerifyGetKey {
  let keys: { readonly get: JWTVerifyGetKey; readonly readAt: number } | null = null
  let tried = { at: Number.NEGATIVE_INFINITY, failed: false }
  let underWay: Promise<void> | null = null
  let next: Promise<void> | null = null
  let waiting = 0

  const rest = (): number => tried.at + (tried.failed ? RETRY : COOLDOWN) - timing.now()
  const begin = (): Promise<void> => {
    const at = timing.now()
    tried = { at, failed: false }
    underWay = read()
      .then((found) => {
        keys = { get: createLocalJWKSet({ keys: found }), readAt: at }
      })
      .catch((cause: unknown) => {
        tried = { at: timing.now(), failed: true }
        throw cause
      })
      .finally(() => {
        underWay = null
      })
    return underWay
  }
  /** A reading that has not begun yet. */
  const another = (): Promise<void> => {
    next ??= (async () => {
      // Even where nothing is under way this lets go once, so that `next` is set before it is taken off again.
      await (underWay && failureOf(underWay))
      if (rest() > 0) await timing.sleep(rest(), new AbortController().signal)
      next = null
      return begin()
    })()
    return next
  }
  /** Keys that haven't aged, or that will do because the issuer can't be asked. */
  const refreshed = async (): Promise<JWTVerifyGetKey> => {
    if (keys === null) await (underWay ?? another())
    else {
      const failure = tried.failed && rest() > 0 ? TOO_SOON : await failureOf(underWay ?? begin())
      if (failure !== null && timing.now() - keys.readAt >= STALE) throw failure
    }
    return keys!.get
  }
  const renewed = async (...wanted: Parameters<JWTVerifyGetKey>): Promise<ReturnType<JWTVerifyGetKey>> => {
    if (underWay !== null) {
      await failureOf(underWay)
      const found = await find(keys!.get, wanted)
      if (found !== null) return found
    }
    await another()
    return keys!.get(...wanted)
  }
  const held = async <Found>(wait: Promise<Found>): Promise<Found> => {
    waiting++
    return wait.finally(() => {
      waiting--
    })
  }

  return async (...wanted) => {
    const isFresh = keys !== null && timing.now() - keys.readAt < FRESH
    if (!isFresh && waiting >= MOST_WAITING) throw new Error(CROWDED)
    const found = await find(isFresh ? keys!.get : await held(refreshed()), wanted)
    if (found !== null) return found
    if (waiting >= MOST_WAITING) throw new Error(CROWDED)
    return held(renewed(...wanted))
  }
}

/** Null where no key of the set is meant. */
async function find(
  get: JWTVerifyGetKey,
  wanted: Parameters<JWTVerifyGetKey>,
): Promise<ReturnType<JWTVerifyGetKey> | null> {
  try {
    return await get(...wanted)
  } catch (thrown) {
    if (thrown instanceof errors.JWKSNoMatchingKey) return null
    throw thrown
  }
}

function failureOf(promise: Promise<void>): Promise<unknown> {
  return promise.then(
    () => null,
    (cause: unknown) => cause,
  )
}

const CROWDED = 'too many tokens wait for the keys of their issuer'
const TOO_SOON = new Error('the issuer could not be asked a moment ago')
