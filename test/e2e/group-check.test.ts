import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import { z } from 'zod'
import type { Approval } from '../../src/core/approval.ts'
import { sallyport } from '../cli/run-cli.ts'
import { commandLine, type LoginGate, loggedIn, logInByCommand, startLoginGate } from './login-gate.ts'

const home = mkdtempSync(join(tmpdir(), 'sallyport-groups-'))
afterAll(() => rmSync(home, { recursive: true }))

const operator = (email: string) => ({ email, email_verified: true, groups: ['operators'] })
const everybody = () => ({
  bob: operator('bob@example.com'),
  eve: operator('eve@example.com'),
  dan: operator('dan@example.com'),
})
const votes = async (gate: LoginGate, { id }: Approval) => (await gate.people<Approval>(`/approvals/${id}`)).votes
/** As if so many seconds had passed since the provider was last asked about anybody. */
const age = (gate: LoginGate, seconds: number) =>
  gate.pool.query(sql.unsafe`update sallyport.logins set told_at = told_at - make_interval(secs => ${seconds})`)
/** Somebody who answers in the browser: as often as the page is asked. */
async function voter(gate: LoginGate, account: string) {
  const { browser } = await loggedIn(gate, account, '/approvals')
  const vote = async ({ id }: Approval) => {
    const page = await browser.open(`${gate.world.urls.people}/approvals/${id}`)
    return browser.submit(page, '/votes', { answer: 'approve' })
  }
  return { browser, vote }
}

describe('where the provider gives refresh tokens', () => {
  let gate: LoginGate
  const accounts = everybody()
  beforeAll(async () => {
    gate = await startLoginGate({ accounts })
  }, 60_000)
  afterEach(() => {
    Object.assign(accounts, everybody())
    gate.idp.down = false
  })
  afterAll(() => gate.close())

  test('whoever was taken out of the group there, after the login, answers no more; by no door', async () => {
    const approval = await gate.asked(1)
    const { vote } = await voter(gate, 'bob')
    await logInByCommand(gate, home, 'bob')
    const command = () =>
      sallyport(['approvals', 'approve', approval.id], { cwd: home, env: commandLine(gate, home, 'bob') })
    accounts.bob = { ...accounts.bob, groups: ['dev'] }
    await age(gate, 10)
    const refused = await vote(approval)
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('your groups: dev.')])
    const { status, err } = await command()
    expect([status, err]).toEqual([1, expect.stringMatching(/^ERR_VOTER_GROUP: .*your groups: dev\./)])
    expect(await votes(gate, approval)).toEqual([])
    Object.assign(accounts, everybody())
    await age(gate, 10)
    expect((await command()).out).toContain('  approved  ')
    expect(await votes(gate, approval)).toMatchObject([{ person: 'bob@example.com', groups: ['operators'] }])
  }, 60_000)

  test('whose access was taken back is logged out at the vote', async () => {
    const approval = await gate.asked(2)
    const { vote, browser } = await voter(gate, 'eve')
    const cookie = `sallyport=${browser.cookies(gate.world.urls.people).get('sallyport')}`
    const status = async () => (await fetch(`${gate.world.urls.people}/approvals`, { headers: { cookie } })).status
    await gate.idp.revoke('eve')
    await age(gate, 10)
    expect(await status()).toBe(200)
    const refused = await vote(approval)
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('Your login is over')])
    expect([await status(), await votes(gate, approval)]).toEqual([401, []])
  }, 60_000)

  test('a provider that is away lets nobody answer, in words; once it is back the same login answers', async () => {
    const approval = await gate.asked(3)
    const { vote } = await voter(gate, 'bob')
    await age(gate, 10)
    gate.idp.down = true
    const refused = await vote(approval)
    expect([refused.status, refused.text]).toEqual([
      503,
      expect.stringMatching(/has to confirm your groups[\s\S]*Nothing was counted\. Retry/),
    ])
    expect(await votes(gate, approval)).toEqual([])
    gate.idp.down = false
    expect((await vote(approval)).text).toContain('Approved. The agent has not used it yet.')
  }, 60_000)

  test('votes at once, on two replicas, use each refresh token once, so that the login goes on', async () => {
    const { configFile, urls } = gate.world
    const config = readFileSync(configFile, 'utf8')
    writeFileSync(configFile, config.replace('approvals: {', `approvals: { url: "${urls.people}",`))
    const replica = await gate.replica()
    await logInByCommand(gate, home, 'dan')
    const kept = JSON.parse(readFileSync(join(home, 'dan', 'sallyport', 'logins.json'), 'utf8'))
    const { token } = kept[urls.people] as { token: string }
    const before = gate.idp.given.length
    for (const round of [0, 1, 2]) {
      const approvals = await Promise.all([1, 2, 3, 4, 5, 6].map((each) => gate.asked(100 + 10 * round + each)))
      await age(gate, 10)
      const answers = await Promise.all(
        approvals.map(({ id }, index) =>
          fetch(`${index % 2 === 0 ? urls.people : replica.people}/approvals/${id}/votes`, {
            method: 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ answer: 'approve' }),
          }),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201))
    }
    expect(gate.idp.given.length - before).toBe(3)
  }, 60_000)

  test('neither the database nor the log holds a refresh token', async () => {
    const { vote } = await voter(gate, 'bob')
    await age(gate, 10)
    expect((await vote(await gate.asked(5))).status).toBe(200)
    const tables = await gate.pool.anyFirst(sql.type(z.object({ tablename: z.string() }))`
      select tablename from pg_tables where schemaname = 'sallyport'`)
    const rows = await Promise.all(
      tables.map((table) =>
        gate.pool.anyFirst(sql.type(z.object({ row: z.string() }))`
          select t::text as row from ${sql.identifier(['sallyport', table])} t`),
      ),
    )
    const all = rows.flat().join('\n')
    const log = readFileSync(gate.world.logFile, 'utf8')
    // Encrypted ones are there, by their common head.
    const head = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')
    expect([all.includes(`${head}..`), gate.idp.given.length > 2]).toEqual([true, true])
    expect(gate.idp.given.filter((token) => all.includes(token) || log.includes(token))).toEqual([])
  }, 60_000)
})

describe('where it gives none', () => {
  let gate: LoginGate
  beforeAll(async () => {
    gate = await startLoginGate({ accounts: everybody(), refresh: false })
  }, 60_000)
  afterAll(() => gate.close())

  test('groups count for five minutes; then an answer leads through the login', async () => {
    const approval = await gate.asked(1)
    const { browser } = await loggedIn(gate, 'bob', '/approvals')
    const open = () => browser.open(`${gate.world.urls.people}/approvals/${approval.id}`)
    await age(gate, 240)
    const early = await open()
    expect(early.text).toContain('Approve once')
    await age(gate, 60)
    const late = await browser.submit(early, '/votes', { answer: 'approve' })
    expect([late.status, late.text]).toEqual([403, expect.stringContaining('log in again below')])
    const old = await open()
    expect(old.text).not.toContain('Approve once')
    await browser.open(/href="([^"]+)">Log in again to answer/.exec(old.text)![1]!)
    const answered = await browser.submit(await open(), '/votes', { answer: 'approve' })
    expect(answered.text).toContain('Approved. The agent has not used it yet.')
  }, 60_000)

  test('by command line as well', async () => {
    const approval = await gate.asked(2)
    const env = commandLine(gate, home, 'eve')
    const approve = () => sallyport(['approvals', 'approve', approval.id], { cwd: home, env })
    await logInByCommand(gate, home, 'eve')
    await age(gate, 300)
    const { status, err } = await approve()
    expect([status, err]).toEqual([1, expect.stringMatching(/^ERR_VOTER_GROUP: [\s\S]*run: sallyport login/)])
    await logInByCommand(gate, home, 'eve')
    expect((await approve()).out).toContain('  approved  ')
  }, 60_000)
})
