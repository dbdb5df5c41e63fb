import express, { type Express } from 'express'
import { asGatewayError, GatewayError } from '../core/errors.ts'

/** What the token endpoint needs of the identity room. */
export interface TokenExchange {
  exchange(idToken: string): Promise<{ token: string; expiresIn: number }>
  renew(token: string, idToken: string): Promise<{ token: string; expiresIn: number }>
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const JWT = 'urn:ietf:params:oauth:token-type:jwt'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** The agents' listener, beside the data path: `POST /oauth/token` (RFC 8693). */
export function agentsApp(
  tokens: TokenExchange,
  exchanged: (code: string) => void,
  report: (error: unknown) => void,
): Express {
  const app = express().disable('x-powered-by').disable('etag')
  app.post('/oauth/token', express.urlencoded({ extended: false, limit: '64kb' }), async (req, res) => {
    res.set('cache-control', 'no-store')
    try {
      const answer = await exchange(tokens, (req.body ?? {}) as Record<string, unknown>)
      exchanged('')
      res.json({
        access_token: answer.token,
        issued_token_type: ACCESS_TOKEN,
        token_type: 'Bearer',
        expires_in: answer.expiresIn,
      })
    } catch (thrown) {
      const error = asGatewayError(thrown)
      exchanged(error.code)
      if (error.status >= 500) report(error)
      // RFC 6749, section 5.2, names few errors; the code beside it is the one to act on.
      const name =
        error.code === 'ERR_TOKEN_REQUEST'
          ? 'invalid_request'
          : error.status >= 500
            ? 'temporarily_unavailable'
            : 'invalid_grant'
      res
        .status(error.status)
        .json({ error: name, error_description: `${error.code}: ${error.message}`, code: error.code, fix: error.fix })
    }
  })
  app.use('/oauth/token', (_req, res) => {
    res.status(405).set('allow', 'POST').json({ error: 'invalid_request', error_description: 'Use POST.' })
  })
  return app
}

async function exchange(tokens: TokenExchange, form: Record<string, unknown>) {
  if (form.grant_type !== GRANT) throw malformed('grant_type', GRANT)
  if (typeof form.subject_token !== 'string') throw malformed('subject_token', "the CI job's ID token")
  if (form.subject_token_type !== ID_TOKEN && form.subject_token_type !== JWT)
    throw malformed('subject_token_type', ID_TOKEN)
  if (form.actor_token === undefined) return tokens.exchange(form.subject_token)
  if (typeof form.actor_token !== 'string') throw malformed('actor_token', 'the session token to renew')
  if (form.actor_token_type !== ACCESS_TOKEN) throw malformed('actor_token_type', ACCESS_TOKEN)
  return tokens.renew(form.actor_token, form.subject_token)
}

function malformed(parameter: string, expected: string): GatewayError {
  return new GatewayError('ERR_TOKEN_REQUEST', `The form parameter "${parameter}" must be ${expected}, once.`)
}
