import type { Lease } from '../../src/core/lease.ts'
import type { Operation } from '../../src/core/operation.ts'
import { answersOf, covers, leasedFor, leasesOf } from '../../src/gateway/lease.ts'
import { aLease, anApproval, anAsk, aRequirement, aSession, aVote, NOON } from '../support/rows.ts'

const push = (ref: string, kind = 'git.push'): Operation => ({
  kind,
  access: 'write',
  resource: `acme/shop#refs/heads/${ref}`,
  detail: {},
})
const leased = (leases: readonly Lease[], operations = [push('main')], at = NOON, connection = 'shop') => {
  try {
    const { narrowing, standing } = leasedFor({ leases }, connection, operations, at)
    return [narrowing?.id ?? null, standing.map(({ id }) => id)]
  } catch (thrown) {
    return (thrown as { code: string }).code
  }
}
const answers = { code: 'git/protected-branches', by: ['ann'], from: ['leads'], at: '2040-01-02T12:00:00Z' }

test.each<[string, Partial<Lease>, string, string, boolean]>([
  ['the very resource', { resources: ['acme/shop#refs/heads/main'] }, 'acme/shop#refs/heads/main', 'git.push', true],
  ['what is inside it', { resources: ['acme/shop'] }, 'acme/shop#refs/heads/main', 'git.push', true],
  ['no other', { resources: ['acme/shop'] }, 'acme/shop-2#refs/heads/main', 'git.push', false],
  ['nothing around it', { resources: ['acme/shop#refs/heads/main'] }, 'acme/shop', 'git.fetch', false],
  ['a pattern', { resources: ['acme/*#refs/heads/f*/x'] }, 'acme/shop#refs/heads/feature/x', 'git.push', true],
  ['a pattern of the whole', { resources: ['acme/*'] }, 'acme/shop#refs/heads/main', 'git.push', true],
  ['not without its end', { resources: ['/v1/*/items'] }, '/v1/a/items/7', 'http.GET', false],
  ['ends that would overlap', { resources: ['ab*ba'] }, 'aba', 'http.GET', false],
  ['parts in order', { resources: ['*b*a*'] }, 'ab', 'http.GET', false],
  ['kinds by pattern', { operations: ['git.*'] }, 'acme/shop', 'git.fetch', true],
  ['and no other kind', { operations: ['git.*'] }, 'acme/shop', 'github.read', false],
  ['connections by pattern', { connections: ['sh*'] }, 'acme/shop', 'git.fetch', true],
  ['and no other connection', { connections: ['forge'] }, 'acme/shop', 'git.fetch', false],
])('a lease covers %s', (_what, reach, resource, kind, expected) => {
  expect(covers(aLease(reach), 'shop', { kind, resource })).toBe(expected)
})

test('a pattern takes no more time than it is long', () => {
  const started = process.cpuUsage().user
  expect(
    covers(aLease({ resources: [`${'a*'.repeat(127)}b`] }), 'shop', { kind: 'x', resource: 'a'.repeat(1e6) }),
  ).toBe(false)
  expect(process.cpuUsage(undefined).user - started).toBeLessThan(1e6)
})

test('a session without leases reaches whatever policy permits', () => {
  expect(leased([])).toEqual([null, []])
})

test('a narrowed session goes by the lease that covers all of the request, the longest of several', () => {
  const [short, long] = [aLease(), aLease({ expiresAt: NOON + 700_000 })]
  const other = aLease({ resources: ['acme/till'], expiresAt: NOON + 900_000 })
  expect(leased([short, other, long])).toEqual([long.id, []])
  expect(leased([other])).toBe('ERR_LEASE_EXCEEDED')
  expect(leased([short], [push('main')], NOON, 'forge')).toBe('ERR_LEASE_EXCEEDED')
  const main = aLease({ resources: ['acme/shop#refs/heads/main'] })
  const topic = aLease({ resources: ['acme/shop#refs/heads/topic'] })
  expect(leased([main, topic], [push('main'), push('topic')])).toBe('ERR_LEASE_EXCEEDED')
})

test('what was narrowed stays narrowed: after its leases’ end it reaches nothing', () => {
  expect(leased([aLease()], [push('main')], NOON + 599_999)).toHaveLength(2)
  expect(leased([aLease()], [push('main')], NOON + 600_000)).toBe('ERR_LEASE_ENDED')
  expect(leased([aLease({ endedAt: NOON - 1 })])).toBe('ERR_LEASE_ENDED')
  const granted = aLease({ answers })
  expect(leased([aLease({ endedAt: NOON - 1 }), granted])).toBe('ERR_LEASE_ENDED')
})

test('the refusal names what is not covered', () => {
  expect(() => leasedFor({ leases: [aLease({ operations: ['git.fetch'] })] }, 'shop', [push('main')], NOON)).toThrow(
    'The session\'s lease doesn\'t cover git.push on acme/shop#refs/heads/main by the connection "shop".',
  )
})

test('people’s earlier answers count for what their lease covers, until its end', () => {
  const lease = aLease({ answers, resources: ['acme/shop#refs/heads/main'], operations: ['git.push'] })
  const operations = [push('topic'), push('main')]
  const found = leasedFor({ leases: [lease, aLease({ answers, connections: ['forge'] })] }, 'shop', operations, NOON)
  expect(found).toEqual({ narrowing: null, standing: [lease] })
  expect(answersOf(found, 'shop', operations)).toEqual([{ ...answers, operation: 1, lease: lease.id }])
  expect(leased([lease], operations, lease.expiresAt)).toEqual([null, []])
  expect(leased([{ ...lease, endedAt: NOON }], operations)).toEqual([null, []])
})

test('an answer becomes a lease where its requirement says so, and no longer than the session may last', () => {
  const lease = { resources: ['acme/shop'], operations: ['git.push'], seconds: 900 } as const
  const requirements = [aRequirement({ lease: { ...lease } as never }), aRequirement({ code: 'git/other' })] as const
  const votes = [aVote('ann', { reason: 'Release' })]
  const approval = anApproval(anAsk('s-1', { requirements }), { state: 'approved', votes })
  const session = aSession({ latestExpiry: NOON + 60_000 })
  expect(leasesOf(approval, aSession(), NOON)).toEqual([
    {
      ...{ id: expect.any(String), connections: ['shop'], resources: ['acme/shop'], operations: ['git.push'] },
      answers: { ...answers, at: new Date(NOON).toISOString(), reason: 'Release' },
      ...{ grantedAt: NOON, expiresAt: NOON + 900_000, endedAt: null },
    },
  ])
  expect(leasesOf(approval, session, NOON)[0]!.expiresAt).toBe(NOON + 60_000)
  expect(leasesOf({ ...approval, votes: [] }, session, NOON)).toEqual([])
})
