import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { type Gate, startGate } from './gate.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate()
}, 60_000)
afterAll(() => gate.close())

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

interface Answer {
  readonly status: number
  readonly code?: string
  readonly access_token?: string
  readonly expires_in?: number
  readonly session?: string
}

async function exchange(idToken: string, actor?: string): Promise<Answer> {
  const form = { grant_type: GRANT, subject_token_type: ID_TOKEN, subject_token: idToken }
  const renewal = actor === undefined ? {} : { actor_token: actor, actor_token_type: ACCESS_TOKEN }
  const answer = await fetch(`${gate.world.urls.agents}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, ...renewal }),
  })
  return { status: answer.status, ...((await answer.json()) as object) }
}

test('each check that an ID token fails is a 401 of its own', async () => {
  const { issuer } = gate.world
  const good = await issuer.idToken()
  const [head, payload, signature] = good.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  const tampered = Buffer.from(JSON.stringify({ ...claims, repository: 'acme/vault' })).toString('base64url')
  const { privateKey } = await generateKeyPair('RS256')
  const stranger = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer('https://evil.test')
    .sign(privateKey)
  const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
  const refused = async (token: string) => {
    const { status, code } = await exchange(token)
    return [status, code]
  }
  expect(await refused('not a token')).toEqual([401, 'ERR_TOKEN_MALFORMED'])
  expect(await refused(new UnsecuredJWT(claims).encode())).toEqual([401, 'ERR_TOKEN_ALGORITHM'])
  expect(await refused(stranger)).toEqual([401, 'ERR_TOKEN_ISSUER'])
  expect(await refused(forged)).toEqual([401, 'ERR_TOKEN_SIGNATURE'])
  expect(await refused([head, tampered, signature].join('.'))).toEqual([401, 'ERR_TOKEN_SIGNATURE'])
  expect(await refused(await issuer.idToken({}, { audience: 'elsewhere' }))).toEqual([401, 'ERR_TOKEN_AUDIENCE'])
  expect(await refused(await issuer.idToken({}, { lifetime: '-5m' }))).toEqual([401, 'ERR_TOKEN_EXPIRED'])
  expect(await refused(await issuer.idToken({ repository: 'evil/shop' }))).toEqual([401, 'ERR_TOKEN_AGENT'])
  expect((await exchange(good)).status).toBe(200)
  expect(await refused(good)).toEqual([401, 'ERR_TOKEN_USED'])
})

test('renewal keeps the token, and takes only a fresh ID token of the same run', async () => {
  const { issuer } = gate.world
  const { access_token: token } = await exchange(await issuer.idToken({ run_id: '20' }))
  expect(await exchange(await issuer.idToken({ run_id: '21' }), token)).toMatchObject({
    status: 401,
    code: 'ERR_TOKEN_RUN',
  })
  const renewal = await issuer.idToken({ run_id: '20' })
  expect(await exchange(renewal, token)).toMatchObject({ status: 200, access_token: token })
  expect(await exchange(renewal, token)).toMatchObject({ status: 401, code: 'ERR_TOKEN_USED' })
})

test('the session token goes as Bearer, as Basic’s password, and in Proxy-Authorization; else 401', async () => {
  const token = await gate.session({ run_id: '22' })
  const basic = `Basic ${Buffer.from(`run:${token}`).toString('base64')}`
  const status = async (headers: Record<string, string>) => (await gate.request('/c/api/x', null, { headers })).status
  expect(await status({ authorization: `Bearer ${token}` })).toBe(200)
  expect(await status({ authorization: basic })).toBe(200)
  expect(await status({ 'proxy-authorization': basic })).toBe(200)
  expect(await status({})).toBe(401)
  expect(await status({ authorization: 'Bearer sallyport_unknown' })).toBe(401)
})

test('a session that its agent ends opens nothing any more, and is on record as ended', async () => {
  const { access_token: token, session } = await exchange(await gate.world.issuer.idToken({ run_id: '23' }))
  const read = async () => (await gate.request('/c/api/x', token!)).status
  expect(await read()).toBe(200)
  const revoked = await fetch(`${gate.world.urls.agents}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: token!, token_type_hint: 'access_token' }),
  })
  expect([revoked.status, await read()]).toEqual([200, 401])
  expect(await gate.people(`/sessions/${session}`)).toMatchObject({ endedBecause: 'ended by the agent' })
})
