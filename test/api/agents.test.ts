import { agentsApp, type Published, type TokenExchange } from '../../src/api/agents.ts'
import type { Discovery } from '../../src/api/discovery.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { serving } from './served.ts'

const TYPE = 'urn:ietf:params:oauth:token-type:'
const whole = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: 'id-token',
  subject_token_type: `${TYPE}id_token`,
}
const renewal = { ...whole, actor_token: 'session', actor_token_type: `${TYPE}access_token` }

const session = { id: 's-1', issuer: 'ci' }
const working: TokenExchange = {
  exchange: async (given, type) => ({ token: `session of ${given} (${type})`, session, expiresIn: 900, details: [] }),
  renew: async (token, given, type) => ({
    token: `${token} by ${given} (${type})`,
    session,
    expiresIn: 60,
    details: [],
  }),
  issuerOf: (refusal) => (refusal instanceof GatewayError && refusal.code === 'ERR_TOKEN_USED' ? 'ci' : ''),
  variables: () => ({}),
  revoke: async () => {},
}

const known: Discovery = { proxy: null, audiences: ['sallyport'], sessions: 'https://people.test/', connections: [] }

async function start(tokens: Partial<TokenExchange> = {}, published: Partial<Published> = {}) {
  const codes: string[] = []
  const reports: unknown[] = []
  const ask = await serving(
    agentsApp(
      { ...working, ...tokens },
      { certificate: 'certificate', discovery: () => known, ...published },
      (code, issuer) => codes.push(`${issuer}:${code}`),
      (error) => reports.push(error),
    ),
  )
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    ask('/oauth/token', { method: 'POST', body, headers: { 'content-type': type } })
  return { ask, post, codes, reports }
}

const form = (fields: object) => new URLSearchParams(fields as Record<string, string>).toString()

test('leases that are asked for are passed on as they came, and told of as they were granted', async () => {
  const asked: (string | undefined)[] = []
  const details = [{ type: 'sallyport_lease', identifier: 'l-1' }]
  const exchange: TokenExchange['exchange'] = async (_subject, _type, given) => {
    asked.push(given)
    return { token: 't', session, expiresIn: 900, details: given === undefined ? [] : details }
  }
  const { post } = await start({ exchange })
  expect((await post(form({ ...whole, authorization_details: '[{}]' }))).body).toMatchObject({
    ...{ session: 's-1', authorization_details: details },
  })
  expect((await post(form(whole))).body).not.toHaveProperty('authorization_details')
  expect(asked).toEqual(['[{}]', undefined])
  const renewed = await post(form({ ...renewal, authorization_details: '[]' }))
  expect(renewed).toMatchObject({ status: 400, body: { code: 'ERR_TOKEN_REQUEST' } })
  expect((await post(`${form(whole)}&authorization_details=a&authorization_details=b`)).status).toBe(400)
  const refusing = await start({
    exchange: () => Promise.reject(new GatewayError('ERR_LEASE_MALFORMED', 'No connection is named "x".')),
  })
  expect((await refusing.post(form(whole))).body).toMatchObject({ error: 'invalid_authorization_details' })
})

test('what a job gets for its environment comes along, as its session has it', async () => {
  const { post } = await start({ variables: (id) => ({ KEY: `key of ${id}` }) })
  expect((await post(form(whole))).body).toMatchObject({ session: 's-1', variables: { KEY: 'key of s-1' } })
  expect((await post(form(renewal))).body).toMatchObject({ variables: { KEY: 'key of s-1' } })
  expect((await (await start()).post(form(whole))).body).not.toHaveProperty('variables')
})

test('an ID token in, a session token out; with a session token, that one is renewed', async () => {
  const { post, codes } = await start()
  const { status, headers, body } = await post(form(whole))
  expect([status, headers.get('cache-control'), body]).toEqual([
    200,
    'no-store',
    {
      access_token: 'session of id-token (id_token)',
      issued_token_type: `${TYPE}access_token`,
      token_type: 'Bearer',
      expires_in: 900,
      session: 's-1',
    },
  ])
  expect((await post(form(renewal))).body).toMatchObject({
    access_token: 'session by id-token (id_token)',
    expires_in: 60,
  })
  expect((await post(form({ ...whole, subject_token_type: `${TYPE}jwt` }))).status).toBe(200)
  expect(codes).toEqual(['ci:', 'ci:', 'ci:'])
})

test('a SAML assertion goes by a grant of its own, or as a subject token', async () => {
  const { post } = await start()
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:saml2-bearer', assertion: 'xml' }
  expect((await post(form(grant))).body).toMatchObject({ access_token: 'session of xml (saml2)', expires_in: 900 })
  const saml = { ...renewal, subject_token_type: `${TYPE}saml2` }
  expect((await post(form(saml))).body).toMatchObject({ access_token: 'session by id-token (saml2)' })
  expect((await post(form({ ...grant, assertion: 'x'.repeat(87_400) }))).status).toBe(200)
  for (const wrong of [
    form({ ...grant, assertion: undefined }).replace('assertion', 'x'),
    `${form(grant)}&assertion=y`,
  ]) {
    expect((await post(wrong)).body).toMatchObject({
      code: 'ERR_TOKEN_REQUEST',
      error_description: expect.stringContaining('"assertion" must be a SAML assertion'),
    })
  }
})

test('refusals are counted by whose token they are about', async () => {
  const refusal = new GatewayError('ERR_TOKEN_USED', 'No.')
  const { post, codes } = await start({ exchange: () => Promise.reject(refusal) })
  expect((await post(form(whole))).status).toBe(401)
  expect(codes).toEqual(['ci:ERR_TOKEN_USED'])
})

test.each([
  ['grant_type', form({ ...whole, grant_type: 'password' })],
  ['grant_type', ''],
  ['grant_type', `${form(whole)}&grant_type=${encodeURIComponent(whole.grant_type)}`],
  ['subject_token', form(whole).replace('subject_token=', 'subject_tokem=')],
  ['subject_token', `${form(whole)}&subject_token=other`],
  ['subject_token_type', form({ ...whole, subject_token_type: `${TYPE}access_token` })],
  ['actor_token', `${form(renewal)}&actor_token=other`],
  ['actor_token_type', form({ ...renewal, actor_token_type: `${TYPE}jwt` })],
])('a form whose %s is wrong is refused by name', async (parameter, body) => {
  const { post, codes } = await start()
  const answer = await post(body)
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store'])
  expect(answer.body).toMatchObject({
    error: 'invalid_request',
    error_description: expect.stringMatching(`^ERR_TOKEN_REQUEST: The form parameter "${parameter}" must be `),
    code: 'ERR_TOKEN_REQUEST',
  })
  expect(codes).toEqual([':ERR_TOKEN_REQUEST'])
})

test('JSON is no form', async () => {
  const { post } = await start()
  expect((await post(JSON.stringify(whole), 'application/json')).body).toMatchObject({ code: 'ERR_TOKEN_REQUEST' })
})

test.each([
  ['a form that is too long', 'x'.repeat(100_000), undefined],
  ['a form in an unknown character set', 'a=b', 'application/x-www-form-urlencoded; charset=x'],
])('%s is refused in the same form, with nothing of our insides', async (_what, body, type) => {
  const { post, codes, reports } = await start()
  expect((await post(body, type)).body).toEqual({
    error: 'invalid_request',
    error_description: "ERR_REQUEST: The request's body or address can't be read.",
    code: 'ERR_REQUEST',
  })
  expect([codes, reports]).toEqual([[':ERR_REQUEST'], []])
})

test.each([
  [new GatewayError('ERR_TOKEN_EXPIRED', 'Late.', { fix: 'Ask again.' }), 401, 'invalid_grant', 'ERR_TOKEN_EXPIRED', 0],
  [new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.'), 503, 'temporarily_unavailable', 'ERR_STORE_UNAVAILABLE', 1],
  [new Error('inside'), 500, 'temporarily_unavailable', 'ERR_INTERNAL', 1],
])('%s', async (error, status, name, code, reported) => {
  const { post, codes, reports } = await start({ exchange: () => Promise.reject(error) })
  const answer = await post(form(whole))
  expect([answer.status, answer.body]).toMatchObject([status, { error: name, code }])
  expect(JSON.stringify(answer.body)).not.toContain('inside')
  expect([codes, reports.length]).toEqual([[`:${code}`], reported])
})

test('a token is revoked, whatever it is', async () => {
  const revoked: string[] = []
  const { ask, codes } = await start({ revoke: async (token) => void revoked.push(token) })
  const revoke = (fields: object) => ask('/oauth/revoke', { method: 'POST', body: new URLSearchParams(form(fields)) })
  const answer = await revoke({ token: 'session', token_type_hint: 'access_token' })
  expect([answer.status, answer.body, answer.headers.get('cache-control')]).toEqual([200, '', 'no-store'])
  const empty = await revoke({ token_type_hint: 'access_token' })
  expect([empty.status, empty.body]).toMatchObject([400, { error: 'invalid_request', code: 'ERR_TOKEN_REQUEST' }])
  expect((await ask('/oauth/revoke')).status).toBe(405)
  expect([revoked, codes]).toEqual([['session'], []])
})

test('any other method is refused, any other path is not there', async () => {
  const { ask } = await start()
  const got = await ask('/oauth/token')
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
  expect((await ask('/oauth/tokens')).status).toBe(404)
})

test('what anybody may know: the gateway’s authority, and what it is in front of', async () => {
  const { ask } = await start()
  const authority = await ask('/ca.pem')
  expect([authority.status, authority.headers.get('content-type'), authority.body]).toEqual([
    ...[200, 'application/x-pem-file', 'certificate'],
  ])
  expect((await ask('/.well-known/sallyport')).body).toEqual(known)
  const { ask: without } = await start({}, { certificate: null })
  expect((await without('/ca.pem')).status).toBe(404)
})
