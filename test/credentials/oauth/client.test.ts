import { SignJWT } from 'jose'
import { oauthClient } from '../../../src/credentials/oauth/client.ts'
import { json, startFakeSource } from '../fake-source.ts'
import { asked, env, surroundings } from '../surroundings.ts'

const fake = await startFakeSource(() => ({ access_token: 'opaque', token_type: 'Bearer', expires_in: 3600 }))
afterAll(() => fake.close())
const configured = {
  kind: 'oauth_client',
  tokenUrl: fake.url,
  clientId: 'gate:1',
  secret: env('SECRET'),
  scope: null,
  audience: null,
} as const
const client = (changes: object = {}) => {
  const around = surroundings({ SECRET: 'a b&c' })
  return { ...around, ...oauthClient({ ...configured, ...changes }, around) }
}
const soon = () => AbortSignal.timeout(10_000)

test('the client is known by HTTP Basic, its id and secret as a form has them', async () => {
  const { open, known, now } = client()
  expect(await open(asked())).toEqual({ credential: { kind: 'bearer', token: 'opaque' }, expiresAt: now() + 3_600_000 })
  const basic = Buffer.from('gate%3A1:a+b%26c').toString('base64')
  expect(fake.requests[0]).toMatchObject({
    headers: { authorization: `Basic ${basic}` },
    body: 'grant_type=client_credentials',
  })
  expect(known.values()).toEqual([basic, 'opaque'])
  expect(known.mask('a b&c')).toBe('[masked]')
})

test('scope and audience are asked for', async () => {
  await client({ scope: 'read write', audience: 'https://api.test' }).open(asked())
  expect(fake.requests.at(-1)!.body).toBe(
    'grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fapi.test',
  )
})

test('who that is, as far as its token says', async () => {
  const { open, whoAmI } = client()
  expect(await whoAmI!(await open(asked()), soon())).toBe('the client gate:1')
  const token = await new SignJWT({ sub: 'service-7' }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
  fake.answers.push(json(200, { access_token: token, token_type: 'Bearer', expires_in: 3600 }))
  const other = client()
  expect(await other.whoAmI!(await other.open(asked()), soon())).toBe('the client gate:1, subject service-7')
})
