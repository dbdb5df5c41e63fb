import { aLease, NOON } from '../support/rows.ts'
import { peopleApi } from './run-cli.ts'

const of = { session: 's-1', agent: 'shop-\u202ebot', endedBecause: null }
const narrowing = { ...aLease({ id: 'l-1', resources: ['acme/shop', 'acme/till'], operations: ['git.*'] }), ...of }
const answers = { code: 'git/protected-branches', by: ['ann', 'bob'], from: ['leads'], at: '2040-01-02T12:00:00Z' }
const granted = { ...aLease({ id: 'l-2', answers }), ...of }

let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({
    'GET /leases': { leases: [narrowing] },
    'GET /leases?all': { leases: [granted] },
    'GET /leases/l-1': narrowing,
    'POST /leases/l-2/revocation': { ...granted, endedAt: NOON, endedBecause: 'revoked' },
  })
})
afterAll(() => api.close())

test('a line for each lease, open or all', async () => {
  const line =
    'l-1  shop-?bot  session s-1  git.* on acme/shop acme/till by shop  narrows  until 2040-01-02T12:10:00.345Z\n'
  expect(await api.run('leases', 'list')).toEqual({ status: 0, out: line, err: '' })
  expect((await api.run('leases', 'list', '--all')).out).toBe(
    'l-2  shop-?bot  session s-1  * on * by shop  granted by ann, bob (git/protected-branches)  until 2040-01-02T12:10:00.345Z\n',
  )
})

test('one lease as JSON, and the end of another', async () => {
  expect(JSON.parse((await api.run('leases', 'show', 'l-1')).out)).toEqual(narrowing)
  expect((await api.run('leases', 'revoke', 'l-2')).out).toContain('  revoked 2040-01-02T12:00:00.345Z\n')
})
