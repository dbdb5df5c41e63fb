import { SignJWT } from 'jose'
import { askForIdToken, askForToken, claimsOf } from '../../../src/credentials/oauth/token.ts'
import { json, startFakeSource, text } from '../fake-source.ts'
import { fault, surroundings, USELESS } from '../surroundings.ts'

const usual = { access_token: 'token', token_type: 'Bearer', expires_in: 3600 }
const fake = await startFakeSource(() => usual)
afterAll(() => fake.close())
const request = { url: fake.url, headers: { authorization: 'Basic x' }, parameters: { grant_type: 'a b', scope: 'ü' } }
const soon = () => AbortSignal.timeout(10_000)
const jwt = (exp?: number) => {
  const unsigned = new SignJWT({ sub: 'shop' }).setProtectedHeader({ alg: 'HS256' })
  return (exp === undefined ? unsigned : unsigned.setExpirationTime(exp)).sign(new Uint8Array(32))
}

test('a form goes out, and a bearer token comes back with its end', async () => {
  const { known, ...around } = surroundings()
  expect(await askForToken(request, { known, ...around }, soon())).toEqual({
    value: 'token',
    expiresAt: around.now() + 3_600_000,
  })
  expect(known.mask('a token')).toBe('a [masked]')
  expect(fake.requests[0]).toEqual({
    path: 'POST /',
    headers: expect.objectContaining({ authorization: 'Basic x', 'content-type': 'application/x-www-form-urlencoded' }),
    body: 'grant_type=a+b&scope=%C3%BC',
  })
})

test.each([
  [{ ...usual, expires_in: '60' }, 60_000],
  [{ access_token: 'token', token_type: 'bearer' }, 300_000],
])('%j is a token, too', async (document, life) => {
  fake.answers.push(json(200, document))
  const around = surroundings()
  expect((await askForToken(request, around, soon())).expiresAt - around.now()).toBe(life)
})

test.each([
  { ...usual, access_token: 'a b' },
  { ...usual, access_token: undefined },
  { ...usual, token_type: 'mac' },
  { ...usual, token_type: undefined },
  { ...usual, expires_in: 'soon' },
  { ...usual, expires_in: -1 },
  { ...usual, expires_in: 1.5 },
])('%j is none', async (document) => {
  fake.answers.push(json(200, document))
  await expect(askForToken(request, surroundings(), soon())).rejects.toEqual(
    fault(USELESS, `${fake.host} answered with something that is no bearer token`),
  )
})

test('an answer that isn’t JSON is none', async () => {
  fake.answers.push(text(200, '<html>'))
  await expect(askForToken(request, surroundings(), soon())).rejects.toEqual(
    fault(USELESS, `${fake.host} answered with something that is no token`),
  )
})

test.each([
  [400, { error: 'invalid_grant', error_description: 'Invalid\nJWT' }, ': invalid_grant: Invalid JWT'],
  [401, { error: 'invalid_client' }, ': invalid_client'],
  [500, {}, ''],
])('an answer of %i says why there is none', async (status, document, said) => {
  fake.answers.push(json(status, document))
  await expect(askForToken(request, surroundings(), soon())).rejects.toEqual(
    fault('refused', `${fake.host} gave no token, and answered ${status}${said}`),
  )
})

test('an ID token says itself when it ends', async () => {
  const { known, ...around } = surroundings()
  const token = await jwt(2_000_000_000)
  fake.answers.push(json(200, { id_token: token }))
  expect(await askForIdToken(request, { known, ...around }, soon())).toEqual({
    value: token,
    expiresAt: 2_000_000_000_000,
  })
  expect(known.values()).toEqual([token])
  for (const document of [usual, { id_token: 'a b' }, { id_token: 'abc' }, { id_token: await jwt() }]) {
    fake.answers.push(json(200, document))
    await expect(askForIdToken(request, { known, ...around }, soon())).rejects.toEqual(
      fault(USELESS, `${fake.host} answered with something that is no ID token`),
    )
  }
})

test('claims are read where there are some', async () => {
  expect(claimsOf(await jwt())).toEqual({ sub: 'shop' })
  expect(claimsOf('opaque')).toBeNull()
})
