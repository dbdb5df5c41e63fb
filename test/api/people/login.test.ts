import { NOON } from '../../support/rows.ts'
import { aLogin, browser, fakeLogin, start } from './start-people.ts'

const people = { 'ada-web': aLogin('ada@example.com'), 'ada-cli': aLogin('ada@example.com', { door: 'cli' }) }
const cookies = (headers: Headers) => headers.getSetCookie().map((line) => line.replace(/Expires=[^;]+/, 'Expires=…'))

test('a login begins at the provider, with what the browser keeps for its return', async () => {
  const login = fakeLogin(people)
  const { ask } = await start({ login })
  const { status, headers } = await ask('/login?to=/approvals/a-1&within=60', { redirect: 'manual' })
  expect([status, headers.get('location'), cookies(headers)]).toEqual([
    303,
    'https://idp.test/authorize',
    ['__Host-sallyport-login-a-state_of16-and=sealed; Max-Age=660; Path=/; Expires=…; HttpOnly; Secure; SameSite=Lax'],
  ])
  await ask('/login', { redirect: 'manual' })
  expect(login.calls).toEqual([
    ['begin', '/approvals/a-1', 60],
    ['begin', undefined, null],
  ])
  for (const within of ['0', 'soon', '86401', '1.5'])
    expect((await ask(`/login?within=${within}`, { redirect: 'manual' })).status).toBe(400)
})

test('it ends with a cookie of its own, and ends whatever login the browser had before', async () => {
  const login = fakeLogin(people)
  const { ask } = await start({ login })
  const cookie = '__Host-sallyport-login-a-state_of16-and=sealed; __Host-sallyport=planted'
  const answer = await ask('/login/callback?code=c&state=a-state_of/16-and-more&iss=i', {
    redirect: 'manual',
    headers: { cookie },
  })
  expect([answer.status, answer.headers.get('location'), cookies(answer.headers)]).toEqual([
    303,
    'https://gate.test/approvals/a-1',
    [
      '__Host-sallyport-login-a-state_of16-and=; Path=/; Expires=…; HttpOnly; Secure; SameSite=Lax',
      '__Host-sallyport=fresh; Max-Age=60; Path=/; Expires=…; HttpOnly; Secure; SameSite=Lax',
    ],
  ])
  expect(login.calls).toEqual([
    ['finish', '?code=c&state=a-state_of/16-and-more&iss=i', 'sealed'],
    ['end', 'planted'],
  ])
})

test('what the browser kept for another state, or twice, is not what it kept for this one', async () => {
  const login = fakeLogin(people)
  const { ask } = await start({ login })
  for (const cookie of [
    '__Host-sallyport-login-other=sealed',
    '__Host-sallyport-login-one=a; __Host-sallyport-login-one=b',
  ])
    await ask('/login/callback?state=one', { redirect: 'manual', headers: { cookie } })
  expect(login.calls).toEqual([
    ['finish', '?state=one', null],
    ['finish', '?state=one', null],
  ])
})

test('a command line learns where to log in, and hands in what it got there', async () => {
  const login = fakeLogin(people)
  const { ask } = await start({ login })
  expect((await ask('/login/discovery')).body).toEqual({
    issuer: 'https://idp.test',
    client_id: 'cli',
    scopes: ['openid', 'email'],
  })
  const hand = (body: object) =>
    ask('/login/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await hand({ id_token: 'i', access_token: 'a' })).body).toEqual({
    token: 'fresh',
    name: 'ada@example.com',
    groups: ['leads'],
    expires_at: NOON + 3_600_000,
  })
  expect((await hand({ id_token: 'i' })).status).toBe(201)
  for (const body of [{}, { id_token: 1 }, { id_token: 'i', more: 1 }]) expect((await hand(body)).status).toBe(400)
  expect(login.calls).toEqual([
    ['exchange', { idToken: 'i', accessToken: 'a' }],
    ['exchange', { idToken: 'i', accessToken: null }],
  ])
})

test('logging out ends the login, and takes the cookie away', async () => {
  const login = fakeLogin(people)
  const { ask, as, operator } = await start({ login })
  const out = await ask('/logout', browser('ada-web', {}))
  expect([out.status, out.body]).toEqual([200, expect.stringContaining('You are logged out.')])
  expect(cookies(out.headers)).toEqual(['__Host-sallyport=; Path=/; Expires=…; HttpOnly; Secure; SameSite=Lax'])
  expect((await as('ada-cli')('/logout', {})).body).toEqual({})
  expect((await operator('/logout', {})).status).toBe(400)
  expect(login.calls).toEqual([
    ['end', 'ada-web'],
    ['end', 'ada-cli'],
  ])
})
