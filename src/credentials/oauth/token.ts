import { decodeJwt } from 'jose'
import { isToken, noCredential, objectOf, said } from '../answer.ts'
import { SourceError } from '../fault.ts'
import type { Issued } from '../short-lived.ts'
import type { Surroundings } from '../source.ts'

/** A token endpoint, and a request that it takes (RFC 6749, section 4.4.2; RFC 7523, section 2). */
export interface TokenRequest {
  readonly url: URL
  readonly headers?: { readonly [name: string]: string }
  readonly parameters: { readonly [name: string]: string }
}

/** Seconds for which a token is used that has no end (RFC 6749, section 5.1, only recommends one). */
const UNSAID = 300

/** A bearer token from a token endpoint. Rejects with SourceError, in which the endpoint says why. */
export async function askForToken(
  request: TokenRequest,
  { http, known, now }: Pick<Surroundings, 'http' | 'known' | 'now'>,
  signal: AbortSignal,
): Promise<Issued<string>> {
  const at = now()
  const answer = await askEndpoint(request, { http, known }, signal)
  const { access_token: token, token_type: type, expires_in: seconds = UNSAID } = answer
  if (!isToken(token) || String(type).toLowerCase() !== 'bearer' || !/^\d+$/.test(String(seconds))) {
    throw noCredential(request.url.host, 'bearer token')
  }
  const expiresAt = at + Number(seconds) * 1000
  known.remember([token], expiresAt)
  return { value: token, expiresAt }
}

/** An ID token, where that is what is asked for. Its end is its own. */
export async function askForIdToken(
  request: TokenRequest,
  { http, known }: Pick<Surroundings, 'http' | 'known'>,
  signal: AbortSignal,
): Promise<Issued<string>> {
  const { id_token: token } = await askEndpoint(request, { http, known }, signal)
  const expires = isToken(token) ? claimsOf(token)?.exp : undefined
  if (!isToken(token) || expires === undefined) throw noCredential(request.url.host, 'ID token')
  known.remember([token], expires * 1000)
  return { value: token, expiresAt: expires * 1000 }
}

/** What a JWT says, which nobody has verified; null for a token that is none. */
export function claimsOf(token: string): ReturnType<typeof decodeJwt> | null {
  try {
    return decodeJwt(token)
  } catch {
    return null
  }
}

async function askEndpoint(
  { url, headers, parameters }: TokenRequest,
  { http, known }: Pick<Surroundings, 'http' | 'known'>,
  signal: AbortSignal,
): Promise<{ readonly [name: string]: unknown }> {
  const answer = await http.ask(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(parameters).toString(),
    signal,
  })
  const told = objectOf(answer)
  if (answer.status !== 200) {
    const words = [told?.error, told?.error_description].filter((word) => typeof word === 'string').join(': ')
    throw new SourceError(
      'refused',
      `${url.host} gave no token, and answered ${answer.status}${said(words, known.mask)}`,
    )
  }
  if (told === null) throw noCredential(url.host, 'token')
  return told
}
