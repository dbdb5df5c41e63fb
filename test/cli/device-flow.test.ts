import { logInByDevice } from '../../src/cli/device-flow.ts'
import { BROUGHT, startFakes, unsigned } from './fake-idp.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})
async function start(...given: Parameters<typeof startFakes>) {
  const fakes = await startFakes(...given)
  open.push(fakes.close)
  const shown: object[] = []
  const client = { issuer: fakes.url, client_id: 'gate-cli', scopes: ['openid', 'email'] }
  return { ...fakes, shown, logIn: () => logInByDevice(client, (place) => shown.push(place)) }
}

test('the place and the code are shown once, and asked for until somebody has typed it in', async () => {
  const brought: Record<string, unknown> = { ...BROUGHT }
  const fakes = await start([{ error: 'authorization_pending' }, brought])
  brought.id_token = unsigned(fakes.url)
  expect(await fakes.logIn()).toEqual({ idToken: brought.id_token, accessToken: 'access' })
  expect(fakes.shown).toEqual([{ url: `${fakes.url}/type\u202ehere`, code: 'ABCD-EFGH' }])
  expect(fakes.asked.filter((it) => it.startsWith('POST /device'))).toEqual([
    'POST /device scope=openid+email&client_id=gate-cli',
  ])
}, 20_000)

test.each([
  ['access_denied', 'ERR_LOGIN_FAILED', 'The login was refused.'],
  ['expired_token', 'ERR_LOGIN_FAILED', 'Nobody typed the code in in time.'],
  [
    'unauthorized_client',
    'ERR_LOGIN_UNSUPPORTED',
    expect.stringContaining('lets the client gate-cli have no device login'),
  ],
])('%s, in words', async (error, code, message) => {
  const { logIn } = await start([{ error }])
  await expect(logIn()).rejects.toMatchObject({ code, message, fix: expect.anything() })
})

test('a provider without a device login, one that brings no ID token, and one that is away', async () => {
  const none = await start([{}], { device: false })
  await expect(none.logIn()).rejects.toMatchObject({
    code: 'ERR_LOGIN_UNSUPPORTED',
    message: `${none.url} has no device login (RFC 8628).`,
  })
  const bare = await start([BROUGHT])
  await expect(bare.logIn()).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
  const away = logInByDevice({ issuer: 'http://127.0.0.1:1', client_id: 'c', scopes: [] }, () => {})
  await expect(away).rejects.toMatchObject({ code: 'ERR_LOGIN_UNAVAILABLE' })
})

test('plain HTTP is for this machine alone', async () => {
  const far = logInByDevice({ issuer: 'http://idp.test', client_id: 'c', scopes: [] }, () => {})
  await expect(far).rejects.toMatchObject({ cause: { message: 'only requests to HTTPS are allowed' } })
})
