import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Approval } from '../../src/core/approval.ts'
import { needing } from '../support/parts.ts'
import { type LoginGate, loggedIn, startLoginGate } from './login-gate.ts'
import { bundleWith } from './settings.ts'

/** Debian's. */
const executablePath = '/usr/bin/chromium'
const browsing = needing(executablePath, '--version')
const writes = { from: ['operators'], quorum: 1, seconds: 3600 }
let gate: LoginGate
let browser: Browser
let complaints: string[]

beforeAll(async () => {
  const approved_writes = [
    { ...writes, paths: ['/v1/deployments/risky'], recent_login: 300 },
    { ...writes, paths: ['/v1/deployments', '/v1/deployments/**'] },
  ]
  gate = await startLoginGate({ bundle: bundleWith({ http: { approved_writes } }) })
  if (browsing === test) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
}, 60_000)
beforeEach(() => {
  complaints = []
})
afterAll(async () => {
  await browser?.close()
  await gate.close()
})

const votes = async (id: string) => (await gate.people<Approval>(`/approvals/${id}`)).votes

/** Somebody with a browser of their own, as wide as a phone, who follows a link and logs in. */
async function visit(account: string, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  page.on('console', (line) => {
    if (line.type() === 'error' && line.location().url.startsWith(gate.world.urls.people)) complaints.push(line.text())
  })
  await page.goto(`${gate.world.urls.people}${path}`)
  await logIn(page, account)
  return page
}

async function logIn(page: Page, account: string): Promise<void> {
  await page.fill('input[name=login]', account)
  await page.fill('input[name=password]', 'any')
  await Promise.all([page.waitForURL(/\/approvals/), page.click('button[type=submit]')])
}

const answer = (page: Page, name: string) =>
  Promise.all([page.waitForLoadState('load'), page.getByRole('button', { name }).click()])

browsing(
  'read on a phone, and approved with one button; the two buttons are alike',
  async () => {
    const { id } = await gate.asked(1)
    const page = await visit('bob', `/approvals/${id}`)
    expect(await page.title()).toBe('shop-ci: pending – Sallyport')
    expect(await page.textContent('h3')).toBe('http.POST /v1/deployments')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    const [deny, approve] = ['Deny', 'Approve once'].map((name) => page.getByRole('button', { name }))
    const [one, other] = [(await deny!.boundingBox())!, (await approve!.boundingBox())!]
    expect([one.width, one.height]).toEqual([other.width, other.height])
    const look = 'e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.border, s.font].join() }'
    expect(await deny!.evaluate(`(${look})`)).toEqual(await approve!.evaluate(`(${look})`))
    await answer(page, 'Approve once')
    expect(await page.textContent('[role=status]')).toContain('Approved. The agent has not used it yet.')
    expect(await votes(id)).toMatchObject([{ person: 'bob@example.com', door: 'web', answer: 'approve' }])
    expect(complaints).toEqual([])
  },
  60_000,
)

browsing(
  'denied with a reason; the Enter key in its field denies, and never approves',
  async () => {
    const { id } = await gate.asked(2)
    const page = await visit('bob', '/approvals')
    await page.click(`a[href$="/approvals/${id}"]`)
    await page.getByLabel('Reason').fill('not on a <b>Friday</b>')
    await Promise.all([page.waitForLoadState('load'), page.press('#reason', 'Enter')])
    expect(await page.textContent('[role=status]')).toContain('Denied.')
    expect(await page.textContent('q')).toBe('not on a <b>Friday</b>')
    expect(await votes(id)).toMatchObject([{ answer: 'deny', reason: 'not on a <b>Friday</b>' }])
  },
  60_000,
)

browsing(
  'whatever an agent writes is shown as text, also what turns or hides other text',
  async () => {
    const work = join(gate.directory, 'hostile')
    const since = Date.now()
    const remote = gate.remote(await gate.session({ run_id: '20' }))
    await gate.git('clone', '--quiet', remote, work)
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> \u202egnp.exe\u200b'
    writeFileSync(join(work, '"><svg onload=alert(1)>.txt'), 'hello\n')
    await gate.git('-C', work, 'add', '.')
    await gate.git('-C', work, 'commit', '--quiet', '-m', hostile)
    await gate.git('-C', work, 'push', 'origin', 'HEAD:main')
    const page = await visit('bob', `/approvals/${await gate.approvalSince(since)}`)
    expect(await page.textContent('h3')).toBe('Push to the branch main of acme/shop')
    const text = await page.textContent('main')
    expect(text).toContain(hostile.replace('\u202e', '⟨U+202E⟩').replace('\u200b', '⟨U+200B⟩'))
    expect(text).toContain('"><svg onload=alert(1)>.txt')
    expect(await page.locator('img, svg, script').count()).toBe(0)
    expect(await page.title()).toBe('shop-ci: pending – Sallyport')
  },
  60_000,
)

browsing(
  'whoever triggered the run presses the button in vain, and is told why',
  async () => {
    const { id } = await gate.asked(3)
    const page = await visit('ada', `/approvals/${id}`)
    await answer(page, 'Approve once')
    expect(await page.textContent('[role=alert]')).toContain("can't answer for it.")
    expect(await votes(id)).toEqual([])
  },
  60_000,
)

browsing(
  'where policy wants a recent login, the page has people log in anew, whatever the provider still knows of them',
  async () => {
    const { id } = await gate.asked(4, '/v1/deployments/risky')
    const page = await visit('bob', `/approvals/${id}`)
    expect(await page.getByRole('button', { name: 'Approve once' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Deny' }).count()).toBe(1)
    await page.getByRole('link', { name: 'Log in again to approve' }).click()
    await logIn(page, 'bob')
    expect(page.url()).toBe(`${gate.world.urls.people}/approvals/${id}`)
    await answer(page, 'Approve once')
    expect(await page.textContent('[role=status]')).toContain('Approved.')
    const [vote] = await votes(id)
    expect(Date.now() - vote!.authenticatedAt!).toBeLessThan(300_000)
  },
  60_000,
)

test('a login that tells nothing of its time approves nothing that wants a recent one, button or not; it denies', async () => {
  const { id } = await gate.asked(5, '/v1/deployments/risky')
  const { browser: walking, page } = await loggedIn(gate, 'bob', `/approvals/${id}`)
  const refused = await walking.submit(page, '/votes', { answer: 'approve' })
  expect([refused.status, refused.text]).toEqual([
    403,
    expect.stringContaining('asks for a login that is no more than 300 seconds old'),
  ])
  expect(await votes(id)).toEqual([])
  expect((await walking.submit(refused, '/votes', { answer: 'deny' })).text).toContain('Denied.')
}, 60_000)

browsing(
  'logged out, the browser has to log in again; what it kept opens nothing',
  async () => {
    const page = await visit('bob', '/approvals')
    // The provider is on this host as well, and cookies know no ports.
    const ours = async () => (await page.context().cookies()).filter(({ name }) => name.startsWith('sallyport'))
    const kept = await ours()
    await answer(page, 'Log out')
    expect(await page.textContent('h1')).toBe('You are logged out.')
    expect(await ours()).toEqual([])
    const cookie = kept.map(({ name, value }) => `${name}=${value}`).join('; ')
    expect((await fetch(`${gate.world.urls.people}/approvals`, { headers: { cookie } })).status).toBe(401)
  },
  60_000,
)
