import { hash, randomBytes } from 'node:crypto'
import { GatewayError } from '../../core/errors.ts'
import type { Login, Person } from '../../core/login.ts'
import type { Clock, LoginStore } from '../../core/ports.ts'

/** Those who are logged in. */
export interface Logins {
  /**
   * Logs somebody in: the token is told once, and kept nowhere.
   *
   * @param idToken serves for one login only
   * @throws ERR_TOKEN_USED, ERR_STORE_UNAVAILABLE
   */
  admit(person: Person, door: Login['door'], idToken: string): Promise<{ token: string; login: Login }>
  /** The login that has this token, and came in by this door; null where none has, or it is over. */
  identify(token: string, door: Login['door']): Promise<Login | null>
  end(token: string): Promise<void>
}

/** Logins in a store, for as many seconds each. */
export function createLogins(store: LoginStore, now: Clock, seconds: number): Logins {
  return {
    async admit(person, door, idToken) {
      const at = now()
      const login = { ...person, door, createdAt: at, expiresAt: at + seconds * 1000, endedAt: null }
      const token = `sallyport_person_${randomBytes(32).toString('base64url')}`
      // Without the signature, which can be written in more ways than one.
      const once = sha256(idToken.slice(0, idToken.lastIndexOf('.')))
      if (await store.create(login, sha256(token), once)) return { token, login }
      throw new GatewayError('ERR_TOKEN_USED', 'This ID token has been used to log in before.', { fix: 'Log in anew.' })
    },
    async identify(token, door) {
      const login = await store.find(sha256(token))
      return login !== null && login.door === door && login.endedAt === null && login.expiresAt > now() ? login : null
    },
    async end(token) {
      await store.end(sha256(token), now())
    },
  }
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
