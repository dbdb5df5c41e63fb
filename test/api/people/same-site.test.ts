import { formToken } from '../../../src/api/people/same-site.ts'
import { aLogin, browser, fakeLogin, start } from './start-people.ts'

const people = {
  'ada-web': aLogin('ada@example.com', { groups: ['leads', 'admins'] }),
  'ada-cli': aLogin('ada@example.com', { door: 'cli' }),
}
const own = browser('ada-web', { answer: 'approve' })
const form = (fields: Record<string, string>) => new URLSearchParams(fields)
const headers = own.headers as Record<string, string>
const { origin: _origin, ...withoutOrigin } = headers

test.each<[string, RequestInit]>([
  ['no origin', { headers: withoutOrigin }],
  ['an origin that is kept secret', { headers: { ...headers, origin: 'null' } }],
  ['another origin', { headers: { ...headers, origin: 'https://evil.test' } }],
  ['the origin over plain HTTP', { headers: { ...headers, origin: 'http://gate.test' } }],
  ['a site beside ours', { headers: { ...headers, 'sec-fetch-site': 'same-site' } }],
  ['another site', { headers: { ...headers, 'sec-fetch-site': 'cross-site' } }],
  ['no form token', { body: form({ answer: 'approve' }) }],
  ['the form token of another login', { body: form({ answer: 'approve', form: formToken('bob-web') }) }],
  ['two form tokens', { body: `answer=approve&form=${formToken('ada-web')}&form=${formToken('ada-web')}` }],
  ['a body that nobody reads', { headers: { ...headers, 'content-type': 'text/plain' }, body: 'answer=approve' }],
])('what a cookie comes with from %s is refused, whatever it is', async (_what, changes) => {
  const { ask, calls } = await start({ login: fakeLogin(people), admins: ['admins'] })
  for (const path of [
    '/approvals/a-1/votes',
    '/sessions/s-1/revocation',
    '/leases/l-1/revocation',
    '/policy/sequence',
    '/logout',
  ]) {
    const { status, body } = await ask(path, { ...own, ...changes })
    expect([path, status, body]).toEqual([path, 403, expect.stringContaining('ERR_CROSS_SITE')])
  }
  expect(calls).toEqual([])
})

test('what our own page sends passes, also from browsers that say nothing of the site', async () => {
  const { ask, calls } = await start({ login: fakeLogin(people) })
  expect((await ask('/approvals/a-1/votes', own)).status).toBe(303)
  const { 'sec-fetch-site': _site, ...older } = headers
  expect((await ask('/approvals/a-1/votes', { ...own, headers: older })).status).toBe(303)
  expect(calls).toHaveLength(2)
})

test('a form’s token is a login’s own, and does not tell the login’s', () => {
  expect(formToken('a')).toMatch(/^[\w-]{43}$/)
  expect(formToken('a')).not.toBe(formToken('b'))
})
