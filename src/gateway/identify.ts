import { GatewayError } from '../core/errors.ts'
import { type Headers, header } from '../core/request.ts'

/**
 * The session token of a request: as Bearer, or as the password of Basic (for git and docker), in `Authorization` or
 * `Proxy-Authorization` (RFC 6750, RFC 7617).
 *
 * @throws ERR_SESSION_REQUIRED
 */
export function sessionToken(headers: Headers): string {
  const token = tokenIn(headers, 'proxy-authorization') ?? tokenIn(headers, 'authorization')
  if (token !== undefined) return token
  throw new GatewayError('ERR_SESSION_REQUIRED', 'The request carries no session token.', {
    fix: "Exchange the CI job's ID token at POST /oauth/token, and send the session token as Bearer or as Basic's password.",
  })
}

/** The same in one header field; undefined where it holds none. */
export function tokenIn(headers: Headers, name: string): string | undefined {
  const match = /^(Bearer|Basic) +([A-Za-z0-9._~+/=-]+) *$/i.exec(header(headers, name) ?? '')
  if (match === null) return undefined
  if (match[1]!.toLowerCase() === 'bearer') return match[2]!
  const decoded = Buffer.from(match[2]!, 'base64').toString('utf8')
  const password = decoded.slice(decoded.indexOf(':') + 1)
  return decoded.includes(':') && password !== '' ? password : undefined
}
