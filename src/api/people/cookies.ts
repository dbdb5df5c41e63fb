import type { CookieOptions, Request } from 'express'

/** Names of our cookies, and what goes with each of them. */
export interface Cookies {
  readonly session: string
  /** Of one login that has begun, by its state. */
  begun(state: string): string
  readonly options: CookieOptions
}

/**
 * Over https with the prefix by which browsers know that no other host, no other path and no plain connection has set
 * them (RFC 6265bis, section 4.1.3.2).
 *
 * @param secure whether people come by https
 */
export function cookiesOf(secure: boolean): Cookies {
  const prefix = secure ? '__Host-' : ''
  return {
    session: `${prefix}sallyport`,
    begun: (state) => `${prefix}sallyport-login-${state.replace(/[^\w-]/g, '').slice(0, 16)}`,
    options: { httpOnly: true, secure, sameSite: 'lax', path: '/' },
  }
}

/** A cookie's value; null where there is none, or more than one: then nobody knows whose it is. */
export function readCookie(req: Request, name: string): string | null {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  const values = pairs.flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []))
  return values.length === 1 ? values[0]! : null
}
