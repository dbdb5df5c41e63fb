import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { GatewayError } from '../core/errors.ts'
import type { Discovery } from './discovery.ts'
import { asApiError, notFound } from './errors.ts'

/** What the agents' listener needs of the identity room. */
export interface TokenExchange {
  /** @param details `authorization_details` (RFC 9396), as they were sent; undefined where none were */
  exchange(subjectToken: string, type: TokenType, details: string | undefined): Promise<Exchanged>
  renew(token: string, subjectToken: string, type: TokenType): Promise<Exchanged>
  /** The issuer whose token a refusal is about, by its configured name; empty where it isn't known. */
  issuerOf(refusal: unknown): string
  /** What a session's job gets for its environment; empty where that is nothing. */
  variables(session: string): Readonly<Record<string, string>>
  /** Ends the session that has this token, if one has it. */
  revoke(token: string): Promise<void>
}

type TokenType = 'id_token' | 'saml2'

interface Exchanged {
  readonly token: string
  readonly session: { readonly id: string; readonly issuer: string }
  /** The leases that the session is narrowed to, as a token response tells of them; empty where it isn't. */
  readonly details: readonly object[]
  readonly expiresIn: number
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const SUBJECT_TYPES: ReadonlyMap<unknown, TokenType> = new Map([
  [ID_TOKEN, 'id_token'],
  ['urn:ietf:params:oauth:token-type:jwt', 'id_token'],
  ['urn:ietf:params:oauth:token-type:saml2', 'saml2'],
])
/** RFC 7522, section 2.1. */
const SAML_GRANT = 'urn:ietf:params:oauth:grant-type:saml2-bearer'
/** Of a form: an assertion of 64 KiB in base64url fits in. */
const LONGEST = '96kb'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** What anybody may know of the gateway. */
export interface Published {
  /** The proxy's authority in PEM; null where there is no proxy. */
  readonly certificate: string | null
  discovery(): Discovery
}

/** Paths that {@link agentsApp} answers. */
export const AGENTS_PATHS = ['/oauth/token', '/oauth/revoke', '/ca.pem', '/.well-known/sallyport'] as const

/**
 * The agents' listener, beside the data path: `POST /oauth/token` (RFC 8693 and RFC 7522), `POST /oauth/revoke` (RFC 7009), and what
 * a client must know before.
 */
export function agentsApp(
  tokens: TokenExchange,
  published: Published,
  exchanged: (code: string, issuer: string) => void,
  report: (error: unknown) => void,
): Express {
  const app = express().disable('x-powered-by').disable('etag')
  const form = express.urlencoded({ extended: false, limit: LONGEST })
  app.post('/oauth/token', form, async (req, res) => {
    const answer = await exchange(tokens, (req.body ?? {}) as Record<string, unknown>)
    exchanged('', answer.session.issuer)
    const variables = tokens.variables(answer.session.id)
    res.set('cache-control', 'no-store').json({
      access_token: answer.token,
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: answer.expiresIn,
      session: answer.session.id,
      ...(answer.details.length === 0 ? {} : { authorization_details: answer.details }),
      ...(Object.keys(variables).length === 0 ? {} : { variables }),
    })
  })
  app.post('/oauth/revoke', form, async (req, res) => {
    const { token } = (req.body ?? {}) as Record<string, unknown>
    if (typeof token !== 'string') throw malformed('token', 'the session token to revoke')
    await tokens.revoke(token)
    res.set('cache-control', 'no-store').status(200).end()
  })
  app.use(['/oauth/token', '/oauth/revoke'], (_req, res) => {
    res.status(405).set('allow', 'POST').json({ error: 'invalid_request', error_description: 'Use POST.' })
  })
  app.get('/.well-known/sallyport', (_req, res) => {
    res.json(published.discovery())
  })
  app.get('/ca.pem', (_req, res, next) => {
    if (published.certificate === null) next()
    else res.type('application/x-pem-file').send(Buffer.from(published.certificate))
  })
  app.use(notFound)
  app.use((thrown: unknown, req: Request, res: Response, _next: NextFunction) => {
    const error = asApiError(thrown)
    if (req.path === '/oauth/token') exchanged(error.code, tokens.issuerOf(thrown))
    if (error.status >= 500) report(error)
    res
      .status(error.status)
      .set('cache-control', 'no-store')
      .json({
        error: errorName(error),
        error_description: `${error.code}: ${error.message}`,
        code: error.code,
        fix: error.fix,
      })
  })
  return app
}

/** RFC 6749, section 5.2, and RFC 9396, section 5, name few errors; the code beside it is the one to act on. */
function errorName({ code, status }: GatewayError): string {
  if (status >= 500) return 'temporarily_unavailable'
  if (code === 'ERR_LEASE_MALFORMED') return 'invalid_authorization_details'
  return code.startsWith('ERR_TOKEN_') && code !== 'ERR_TOKEN_REQUEST' ? 'invalid_grant' : 'invalid_request'
}

async function exchange(tokens: TokenExchange, form: Record<string, unknown>) {
  const { authorization_details: details } = form
  if (details !== undefined && typeof details !== 'string') throw malformed('authorization_details', 'a JSON list')
  if (form.grant_type === SAML_GRANT) {
    if (typeof form.assertion !== 'string') throw malformed('assertion', 'a SAML assertion')
    return tokens.exchange(form.assertion, 'saml2', details)
  }
  if (form.grant_type !== GRANT) throw malformed('grant_type', GRANT)
  if (typeof form.subject_token !== 'string') throw malformed('subject_token', "the CI job's ID token")
  const type = SUBJECT_TYPES.get(form.subject_token_type)
  if (type === undefined) throw malformed('subject_token_type', ID_TOKEN)
  if (form.actor_token === undefined) return tokens.exchange(form.subject_token, type, details)
  if (details !== undefined) throw malformed('authorization_details', 'absent from a renewal: leases are not renewed')
  if (typeof form.actor_token !== 'string') throw malformed('actor_token', 'the session token to renew')
  if (form.actor_token_type !== ACCESS_TOKEN) throw malformed('actor_token_type', ACCESS_TOKEN)
  return tokens.renew(form.actor_token, form.subject_token, type)
}

function malformed(parameter: string, expected: string): GatewayError {
  return new GatewayError('ERR_TOKEN_REQUEST', `The form parameter "${parameter}" must be ${expected}, once.`)
}
