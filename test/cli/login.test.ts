import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../config/files.ts'
import { BROUGHT, startFakes, unsigned } from './fake-idp.ts'
import { sallyport } from './run-cli.ts'

const folder = temporaryFolder()
const file = join(folder, 'sallyport', 'logins.json')

test('logged in, it answers as oneself; logged out, it forgets', async () => {
  const brought: Record<string, unknown> = { ...BROUGHT }
  const { url, asked, close } = await startFakes([brought])
  brought.id_token = unsigned(url)
  const env = { XDG_CONFIG_HOME: folder, SALLYPORT_PEOPLE_URL: url }
  const login = await sallyport(['login'], { cwd: folder, env })
  expect([login.status, login.out]).toEqual([
    0,
    `Open ${url}/type?here and type in the code ABCD-EFGH\nlogged in as ada@example.com, in sre, until 2040-01-01T00:00:00.000Z\n`,
  ])
  expect(asked).toContain(
    `POST /login/tokens ${JSON.stringify({ id_token: brought.id_token, access_token: 'access' })}`,
  )
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    [url]: { token: 'person', name: 'ada@example.com', expiresAt: Date.UTC(2040, 0) },
  })
  const { SALLYPORT_PEOPLE_URL: _url, ...later } = env
  expect((await sallyport(['approvals', 'list'], { cwd: folder, env: later })).out).toBe('nothing waits\n')
  expect(asked.at(-1)).toBe('GET /approvals Bearer person')
  expect((await sallyport(['logout'], { cwd: folder, env })).out).toBe(`logged out at ${url}\n`)
  expect([asked.at(-1), readFileSync(file, 'utf8')]).toEqual(['POST /logout {} Bearer person', '{}\n'])
  close()
}, 60_000)

test('a gateway without a login for people says so', async () => {
  const { url, close } = await startFakes([{}], { login: false })
  const env = { SALLYPORT_PEOPLE_URL: url, XDG_CONFIG_HOME: folder }
  const { status, err } = await sallyport(['login'], { cwd: folder, env })
  expect([status, err]).toEqual([
    1,
    `ERR_LOGIN_UNSUPPORTED: Nobody logs in at ${url}: it knows no identity provider.\nfix: Set login in its sallyport.yaml; until then the operator's token answers.\n`,
  ])
  close()
}, 60_000)
