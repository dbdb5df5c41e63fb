import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the token endpoint answers, one after the other; the last again and again. */
type Answers = readonly [object, ...object[]]

/** An identity provider with a device login whose answers are as told, and a gateway that takes what it brings. */
export async function startFakes(answers: Answers, { device = true, login = true } = {}) {
  const asked: string[] = []
  const left = [...answers]
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    const { authorization } = req.headers
    asked.push([req.method, req.url, body, authorization].filter(Boolean).join(' '))
    const told: { readonly [request: string]: object } = {
      'GET /.well-known/openid-configuration': {
        ...{ issuer: url, token_endpoint: `${url}/token` },
        ...(device ? { device_authorization_endpoint: `${url}/device` } : {}),
      },
      'POST /device': {
        ...{ device_code: 'd', user_code: 'ABCD-EFGH', verification_uri: `${url}/type\u202ehere` },
        ...{ expires_in: 60, interval: 1 },
      },
      'POST /token': left.length > 1 ? left.shift()! : left[0]!,
      'GET /login/discovery': login
        ? { issuer: url, client_id: 'gate-cli', scopes: ['openid', 'email'] }
        : { error: { code: 'ERR_OPERATOR_REQUIRED', message: 'No.' } },
      'POST /login/tokens': {
        token: 'person',
        name: 'ada@example.com',
        groups: ['sre'],
        expires_at: Date.UTC(2040, 0),
      },
      'GET /approvals': { approvals: [] },
      'POST /logout': {},
    }
    const answer = told[`${req.method} ${req.url}`]
    const status = answer === undefined ? 404 : 'error' in answer ? 400 : 200
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What a device login brings once somebody has typed the code in. */
export const BROUGHT = { access_token: 'access', token_type: 'Bearer' } as const

/** An ID token that nobody has signed, for whoever doesn't look. */
export function unsigned(issuer: string): string {
  const at = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: 'gate-cli', sub: 'ada', iat: at, exp: at + 60 }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`
}
