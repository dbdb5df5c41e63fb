import { GatewayError } from '../../src/core/errors.ts'
import { aLogin, browser, fakeLogin, OPERATOR, start } from './people/start-people.ts'

test('nothing opens this listener but the operator’s token: no session token, no part, no other scheme', async () => {
  const { ask, as, calls } = await start()
  const answers = [
    await ask('/approvals'),
    await ask('/nothing'),
    await ask('/approvals', { headers: { authorization: OPERATOR } }),
    await ask('/approvals', { headers: { authorization: `Basic ${OPERATOR}` } }),
    await as('')('/sessions'),
    await as(OPERATOR.slice(0, -1))('/sessions'),
    await as(`sallyport_${'t'.repeat(43)}`)('/approvals/a-1/votes', { answer: 'approve' }),
  ]
  for (const { status, body } of answers) {
    expect([status, body]).toMatchObject([401, { error: { code: 'ERR_OPERATOR_REQUIRED' } }])
  }
  expect(calls).toEqual([])
})

test('without a login for people, nothing of it is there', async () => {
  const { ask, operator } = await start()
  for (const path of ['/login', '/login/callback', '/login/discovery'])
    expect((await ask(path, { redirect: 'manual' })).status).toBe(401)
  expect((await operator('/login')).status).toBe(404)
  expect((await operator('/logout', {})).status).toBe(404)
})

test('no browser keeps, frames or runs anything of it', async () => {
  const { headers } = await (await start()).operator('/approvals')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

const login = fakeLogin({ 'ada-web': aLogin('ada@example.com') })

test('a browser in which nobody is logged in is led to the login, and back from there', async () => {
  const { ask } = await start({ login })
  const answer = await ask('/approvals/a-1?x=1', browser('nobody'))
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    'https://gate.test/login?to=%2Fapprovals%2Fa-1%3Fx%3D1',
  ])
  const program = await ask('/approvals/a-1')
  expect([program.status, program.body]).toMatchObject([401, { error: { code: 'ERR_LOGIN_REQUIRED' } }])
  expect((await ask('/approvals/a-1/votes', browser('nobody', { answer: 'approve' }))).status).toBe(401)
})

test('a page runs nothing, is framed by nobody, and sends its forms with an origin', async () => {
  const { ask } = await start({ login })
  const { headers } = await ask('/approvals/a-1', browser('ada-web'))
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  )
  expect(headers.get('referrer-policy')).toBe('same-origin')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('a browser is told of errors in a page, in which nothing is markup', async () => {
  const { ask } = await start({ login })
  const missing = await ask('/approvals/a-2', browser('ada-web'))
  expect([missing.status, missing.body]).toEqual([404, expect.stringContaining('<h1>There is nothing here.</h1>')])
  expect(missing.body).toContain('<a href="https://gate.test/approvals">All that waits</a>')
  const wrong = await ask('/approvals/%ff', browser('ada-web'))
  expect([wrong.status, wrong.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
})

test('what fails is reported; a stranger’s token that is none is not', async () => {
  const failing = (code: 'ERR_LOGIN_FAILED' | 'ERR_TOKEN_MALFORMED') => async () => {
    throw new GatewayError(code, 'No.', { cause: new Error('why') })
  }
  const { ask, reports } = await start({
    login: { ...login, finish: failing('ERR_LOGIN_FAILED'), exchange: failing('ERR_TOKEN_MALFORMED') },
  })
  const headers = { 'content-type': 'application/json' }
  const handed = await ask('/login/tokens', { method: 'POST', headers, body: '{"id_token":"x"}' })
  expect([handed.status, reports]).toEqual([401, []])
  const back = await ask('/login/callback?code=c&state=s', { ...browser('ada-web') })
  expect([back.status, back.body]).toEqual([
    401,
    expect.stringContaining('<a href="https://gate.test/login">Log in</a>'),
  ])
  expect(reports).toMatchObject([{ code: 'ERR_LOGIN_FAILED' }])
})
