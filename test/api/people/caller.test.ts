import { aLogin, browser, fakeLogin, OPERATOR, start } from './start-people.ts'

const ada = aLogin('ada@example.com')
const login = fakeLogin({ 'ada-web': ada, 'ada-cli': { ...ada, door: 'cli' } })

test('a cookie opens no more than a browser’s door, a bearer token no more than a program’s', async () => {
  const { ask, as } = await start({ login })
  const status = async (init: RequestInit) => (await ask('/approvals', { redirect: 'manual', ...init })).status
  expect(await status(browser('ada-web'))).toBe(200)
  expect((await as('ada-cli')('/approvals')).status).toBe(200)
  expect((await as(OPERATOR)('/approvals')).status).toBe(200)
  const refused = [
    { headers: { cookie: '__Host-sallyport=ada-cli' } },
    { headers: { authorization: 'Bearer ada-web' } },
    { headers: { cookie: `__Host-sallyport=${OPERATOR}` } },
    { headers: { cookie: 'sallyport=ada-web' } },
    { headers: { cookie: '__Host-sallyport=ada-web; __Host-sallyport=bob-web' } },
    { headers: { cookie: '__Host-sallyport=ada-web', authorization: 'Bearer nobody' } },
    { headers: { cookie: '__Host-sallyport=ada-web', authorization: 'Basic YTpi' } },
    { headers: {} },
  ]
  for (const init of refused) expect(await status(init as RequestInit)).toBe(401)
})

test('over plain HTTP on this machine the cookie has no prefix, and the form another origin', async () => {
  const { ask } = await start({ login, secure: false })
  expect((await ask('/approvals', { headers: { cookie: 'sallyport=ada-web' } })).status).toBe(200)
})
