import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import { z } from 'zod'
import type { Approval } from '../../src/core/approval.ts'
import { entry, sallyport } from '../cli/run-cli.ts'
import { type LoginGate, loggedIn, startLoginGate } from './login-gate.ts'

let gate: LoginGate
const home = mkdtempSync(join(tmpdir(), 'sallyport-login-'))
beforeAll(async () => {
  gate = await startLoginGate()
}, 60_000)
afterAll(async () => {
  await gate.close()
  rmSync(home, { recursive: true })
})

const votes = async (id: string) => (await gate.people<Approval>(`/approvals/${id}`)).votes
/** The environment of a command line that only knows where people log in. */
const cli = (user: string) => ({ XDG_CONFIG_HOME: join(home, user), SALLYPORT_PEOPLE_URL: gate.world.urls.people })

/** `sallyport login` with somebody at a browser. */
async function logIn(account: string): Promise<string> {
  const child = spawn(process.execPath, [entry, 'login'], {
    cwd: home,
    env: { PATH: process.env.PATH, ...cli(account) },
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  while (!/type in the code \S+\n/.test(out) && child.exitCode === null) await new Promise((go) => setTimeout(go, 20))
  const [, url, code] = /Open (\S+) and type in the code (\S+)/.exec(out)!
  const browser = gate.idp.browser()
  const typed = await browser.submit(await browser.open(url!), '/device', { user_code: code! })
  const confirmed = await browser.submit(typed, '/device', { confirm: 'yes' })
  await browser.submit(confirmed, '/interaction/', { login: account, password: 'any' })
  await ended
  return out
}

test('a link in git’s output leads through the provider to the approval; one button lets the request through, once', async () => {
  const { id } = await gate.asked(1)
  const { browser, page } = await loggedIn(gate, 'bob', `/approvals/${id}`)
  expect([page.url, page.status]).toEqual([`${gate.world.urls.people}/approvals/${id}`, 200])
  expect(page.text).toContain('<bdi>http.POST /v1/deployments</bdi>')
  const answered = await browser.submit(page, '/votes', { answer: 'approve' })
  expect(answered.text).toContain('Approved. The agent has not used it yet.')
  expect(await votes(id)).toMatchObject([
    { person: 'bob@example.com', door: 'web', answer: 'approve', groups: ['operators'] },
  ])
  await expect(gate.asked(1)).rejects.toThrow()
  expect(gate.world.upstream.requests.filter((request) => request === 'POST /v1/deployments')).toHaveLength(1)
}, 60_000)

test('the way back may lead to another replica; neither the cookie nor the database holds what it could be copied from', async () => {
  const { configFile, urls } = gate.world
  const config = readFileSync(configFile, 'utf8')
  writeFileSync(configFile, config.replace('approvals: {', `approvals: { url: "${urls.people}",`))
  const replica = await gate.replica()
  const browser = gate.idp.browser()
  const begun = await fetch(`${gate.world.urls.people}/login?to=/approvals`, { redirect: 'manual' })
  const [cookie] = begun.headers.getSetCookie()[0]!.split(';')
  expect(cookie).not.toContain(new URL(begun.headers.get('location')!).searchParams.get('nonce'))
  const asked = await browser.open(begun.headers.get('location')!)
  const back = await browser.submit(asked, '/interaction/', { login: 'bob', password: 'any' })
  // The gateway that was come back to has no cookie of that browser's, and says so.
  expect([back.status, back.text]).toEqual([401, expect.stringContaining('begun in this browser')])
  const again = new URL(back.url)
  const elsewhere = `${replica.people}${again.pathname}${again.search}`
  const landed = await fetch(elsewhere, { redirect: 'manual', headers: { cookie: cookie! } })
  expect([landed.status, landed.headers.get('location')]).toEqual([303, expect.stringMatching(/\/approvals$/)])
  const session = landed.headers.getSetCookie().find((line) => line.startsWith('sallyport='))!
  expect(session).toMatch(/; HttpOnly; SameSite=Lax$/)
  const token = session.slice('sallyport='.length, session.indexOf(';'))
  for (const people of [gate.world.urls.people, replica.people])
    expect((await fetch(`${people}/approvals`, { headers: { cookie: `sallyport=${token}` } })).status).toBe(200)
  const kept = await gate.pool.any(
    sql.type(z.object({ row: z.string() }))`select l::text as row from sallyport.logins l`,
  )
  expect(JSON.stringify(kept)).not.toContain(token)
  const replayed = await fetch(elsewhere, { redirect: 'manual', headers: { cookie: cookie! } })
  expect(replayed.status).toBe(401)
}, 60_000)

test('whoever triggered the run answers by no door and by no account of theirs, administrator or not', async () => {
  const { id } = await gate.asked(2)
  for (const account of ['ada', 'ada-again']) {
    const { browser, page } = await loggedIn(gate, account, `/approvals/${id}`)
    const refused = await browser.submit(page, '/votes', { answer: 'approve' })
    expect([account, refused.status]).toEqual([account, 403])
    expect(refused.text).toContain('Whoever asks for something, or triggered the run that does')
    expect(await logIn(account)).toContain('logged in as ada@example.com')
    const command = await sallyport(['approvals', 'approve', id], { cwd: home, env: cli(account) })
    expect([command.status, command.err]).toEqual([1, expect.stringMatching(/^ERR_VOTER_REQUESTER: /)])
  }
  const sessions = await sallyport(['sessions', 'list'], { cwd: home, env: cli('ada') })
  expect([sessions.status, sessions.out]).toEqual([0, expect.stringContaining('shop-ci')])
  const others = await sallyport(['sessions', 'list'], { cwd: home, env: cli('ada-again') })
  expect([others.status, others.err]).toEqual([1, expect.stringMatching(/^ERR_ADMIN_REQUIRED: /)])
  const operator = await gate.people<{ error: { code: string } }>(`/approvals/${id}/votes`, { answer: 'approve' })
  expect(operator.error.code).toBe('ERR_VOTER_OPERATOR')
  expect(await votes(id)).toEqual([])
}, 120_000)

test('an address that nobody has verified is not its owner’s, and a group that isn’t asked answers nothing', async () => {
  const { id } = await gate.asked(3)
  const { page } = await loggedIn(gate, 'carol', `/approvals/${id}`)
  expect(page.text).toContain(`carol at ${new URL(gate.idp.url).host}`)
  expect(page.text).not.toContain('bob@example.com')
  expect(page.text).toContain('This is for operators to answer; your groups: dev.')
}, 60_000)

test('a command line logs in on another device, answers as whoever did, and forgets', async () => {
  const { id } = await gate.asked(4)
  const run = (...args: string[]) => sallyport(args, { cwd: home, env: cli('bob') })
  const before = await run('approvals', 'list')
  expect([before.status, before.err]).toEqual([1, expect.stringMatching(/^ERR_LOGIN_REQUIRED: [\s\S]*sallyport login/)])
  expect(await logIn('bob')).toMatch(/\nlogged in as bob@example\.com, in operators, until 20\S+Z\n$/)
  const file = join(home, 'bob', 'sallyport', 'logins.json')
  expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([
    0o600,
    expect.stringContaining('bob@example.com'),
  ])
  expect((await run('approvals', 'list')).out).toContain(id)
  expect((await run('approvals', 'deny', id, '--reason', 'not on a Friday')).out).toContain('  denied  ')
  expect(await votes(id)).toMatchObject([{ person: 'bob@example.com', door: 'cli', reason: 'not on a Friday' }])
  expect((await run('logout')).out).toBe(`logged out at ${gate.world.urls.people}\n`)
  expect((await run('approvals', 'list')).status).toBe(1)
  expect((await run('logout')).out).toBe(`nobody is logged in at ${gate.world.urls.people}\n`)
}, 60_000)
