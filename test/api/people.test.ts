import { type PeopleOptions, peopleApp } from '../../src/api/people.ts'
import type { Approval } from '../../src/core/approval.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { PolicyStatus } from '../../src/core/policy.ts'
import type { StoredSession } from '../../src/core/ports.ts'
import { aLease, anAsk, aRequirement, aSession, NOON } from '../support/rows.ts'
import { serving } from './served.ts'

const OPERATOR = ['operator', 'of', 'this', 'test'].join('-')
const requirements = [
  aRequirement({ from: ['leads', 'owners'] }),
  aRequirement({ from: ['owners', 'security'] }),
] as const
const approval: Approval = {
  ...anAsk('s-1', { requirements }),
  ...{ id: 'a-1', state: 'pending', askedAt: NOON, expiresAt: NOON + 1_000, asks: 1, version: 1, votes: [] },
}

const lease = { ...aLease({ id: 'l-1' }), session: 's-1', agent: 'shop-bot', endedBecause: null }

const status: PolicyStatus = {
  ...{
    revision: 'r7',
    sequence: 7,
    source: 'https://bundles.test/b',
    activatedAt: NOON,
    checkedAt: NOON,
    lastError: null,
  },
}
const change = {
  id: 1,
  at: NOON,
  kind: 'activated',
  revision: 'r7',
  sequence: 7,
  by: null,
  reason: null,
  replica: 'one',
} as const

async function start(more: Partial<PeopleOptions> = {}) {
  const calls: unknown[] = []
  const reports: unknown[] = []
  const noted = <T>(call: unknown, answer: T): T => {
    calls.push(call)
    return answer
  }
  let session: StoredSession = aSession({ id: 's-1' })
  const none = () => Promise.reject(new Error('not asked here'))
  const ask = await serving(
    peopleApp({
      operatorToken: OPERATOR,
      desk: { vote: async (id, vote) => noted(['vote', id, vote], { ...approval, state: 'approved' }) },
      approvals: {
        ...{ open: none, answered: none, changed: none, close: none, denials: none, vote: none, giveBack: none },
        list: async (filter) => noted(['list', filter], [approval]),
        find: async (id) => (id === 'a-1' ? approval : null),
      },
      sessions: {
        ...{ create: none, renew: none, findByToken: none, standing: none },
        list: async (limit) => noted(['sessions', limit], [session]),
        find: async (id) => (id === 's-1' ? session : null),
        async end(id, because, at) {
          calls.push(['end', id, because, at])
          session = { ...session, endedAt: at, endedBecause: because }
          return true
        },
      },
      leases: {
        list: async (filter) => noted(['leases', filter], [lease]),
        find: async (id) => (id === 'l-1' ? lease : null),
        end: async (id, because, at) => noted(['end lease', id, because, at], true),
      },
      exchanges: {
        ofSession: async (id, limit) => noted(['exchanges', id, limit], [{ target: '/a' }]),
        inputOf: async (id) => (id === 'x-1' ? { version: 1 } : null),
      },
      policy: {
        status: () => status,
        check: () => calls.push(['check']),
        changes: {
          read: async (limit) => noted(['changes', limit], { floor: 7, changes: [change] }),
          lower: async (sequence, because, at) =>
            noted(['lower', sequence, because, at], { lowered: sequence < 7, floor: Math.min(sequence, 7) }),
        },
      },
      now: () => NOON,
      report: (error) => reports.push(error),
      ...more,
    }),
  )
  const as = (token: string) => (path: string, body?: string | object) =>
    ask(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return { ask, as, operator: as(OPERATOR), calls, reports }
}

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

test('approvals: the open ones or all, as many as are asked for, and one by itself', async () => {
  const { operator, calls } = await start()
  expect(await operator('/approvals')).toMatchObject({ status: 200, body: { approvals: [{ id: 'a-1' }] } })
  await operator('/approvals?all&limit=3')
  expect(calls).toEqual([
    ['list', { open: true, limit: 50 }],
    ['list', { open: false, limit: 3 }],
  ])
  expect((await operator('/approvals/a-1')).body).toEqual(approval)
  expect((await operator('/approvals/a-2')).status).toBe(404)
})

test('a vote counts for every group that is asked, and says who and why', async () => {
  const { operator, calls } = await start()
  const answer = await operator('/approvals/a-1/votes', { answer: 'deny', reason: 'no' })
  expect([answer.status, answer.body]).toMatchObject([201, { state: 'approved' }])
  await operator('/approvals/a-1/votes', { answer: 'approve' })
  const identities = [{ kind: 'operator', name: 'operator' }]
  const groups = ['leads', 'owners', 'security']
  const voter = { identities, name: 'operator', groups, door: 'operator', authenticatedAt: null }
  expect(calls).toEqual([
    ['vote', 'a-1', { voter, answer: 'deny', reason: 'no' }],
    ['vote', 'a-1', { voter, answer: 'approve', reason: null }],
  ])
})

test.each([
  ['/approvals/a-1/votes', { answer: 'maybe' }, 400, 'ERR_REQUEST'],
  ['/approvals/a-1/votes', { answer: 'approve', person: 'ann' }, 400, 'ERR_REQUEST'],
  ['/approvals/a-1/votes', { answer: 'approve', reason: 'x'.repeat(1_001) }, 400, 'ERR_REQUEST'],
  ['/approvals/a-1/votes', '{"answer":', 400, 'ERR_REQUEST'],
  ['/approvals/a-2/votes', { answer: 'approve' }, 404, 'ERR_NOT_FOUND'],
  ['/sessions/s-2/revocation', {}, 404, 'ERR_NOT_FOUND'],
  ['/policy/sequence', { sequence: 6 }, 400, 'ERR_REQUEST'],
  ['/policy/sequence', { sequence: 6, reason: ' ' }, 400, 'ERR_REQUEST'],
  ['/policy/sequence', { sequence: 6, reason: 'x'.repeat(1_001) }, 400, 'ERR_REQUEST'],
  ['/policy/sequence', { sequence: -1, reason: 'x' }, 400, 'ERR_REQUEST'],
  ['/policy/sequence', { sequence: 1.5, reason: 'x' }, 400, 'ERR_REQUEST'],
  ['/policy/sequence', { sequence: 2 ** 53, reason: 'x' }, 400, 'ERR_REQUEST'],
  ['/policy/sequence', { sequence: 6, reason: 'x', by: 'ann' }, 400, 'ERR_REQUEST'],
  ['/policy?limit=0', undefined, 400, 'ERR_REQUEST'],
  ['/approvals?limit=0', undefined, 400, 'ERR_REQUEST'],
  ['/sessions?limit=many', undefined, 400, 'ERR_REQUEST'],
  ['/approvals/%ff', undefined, 400, 'ERR_REQUEST'],
  ['/elsewhere', undefined, 404, 'ERR_NOT_FOUND'],
])('%s with %j: refused, nothing done, nothing reported', async (path, body, status, code) => {
  const { operator, calls, reports } = await start()
  const answer = await operator(path, body)
  expect([answer.status, answer.body]).toMatchObject([status, { error: { code } }])
  expect([calls, reports]).toEqual([[], []])
})

test('an approval that is closed by now says so', async () => {
  const desk = { vote: () => Promise.reject(new GatewayError('ERR_APPROVAL_CLOSED', 'Late.')) }
  const { operator } = await start({ desk })
  expect((await operator('/approvals/a-1/votes', { answer: 'approve' })).status).toBe(409)
})

test('sessions: listed, shown with what they did, and ended', async () => {
  const { operator, calls } = await start()
  expect((await operator('/sessions')).body).toMatchObject({ sessions: [{ id: 's-1' }] })
  expect((await operator('/sessions/s-1?limit=7')).body).toMatchObject({
    ...{ id: 's-1', leases: [{ id: 'l-1' }], exchanges: [{ target: '/a' }] },
  })
  const ended = await operator('/sessions/s-1/revocation', {})
  expect([ended.status, ended.body]).toMatchObject([201, { endedAt: NOON, endedBecause: 'revoked' }])
  expect(calls).toEqual([
    ['sessions', 50],
    ['leases', { session: 's-1', open: false, limit: 7 }],
    ['exchanges', 's-1', 7],
    ['end', 's-1', 'revoked', NOON],
  ])
})

test('leases: those that are open, or all; one of them; and its end', async () => {
  const { operator, calls } = await start()
  expect((await operator('/leases')).body).toEqual({ leases: [lease] })
  await operator('/leases?all&limit=3')
  expect((await operator('/leases/l-1')).body).toEqual(lease)
  expect((await operator('/leases/l-2')).status).toBe(404)
  expect((await operator('/leases/l-1/revocation', {})).status).toBe(201)
  expect((await operator('/leases/l-2/revocation', {})).status).toBe(404)
  expect(calls).toEqual([
    ['leases', { session: null, open: true, limit: 50 }],
    ['leases', { session: null, open: false, limit: 3 }],
    ['end lease', 'l-1', 'revoked', NOON],
  ])
})

test('policy: what is in force, the floor, and the latest changes', async () => {
  const { operator, calls } = await start()
  expect((await operator('/policy?limit=3')).body).toEqual({ ...status, floor: 7, changes: [change] })
  expect(calls).toEqual([['changes', 3]])
})

test('the floor is lowered on record, and the source asked again at once', async () => {
  const { operator, calls } = await start()
  const answer = await operator('/policy/sequence', { sequence: 6, reason: ' bad rule ' })
  expect([answer.status, answer.body]).toEqual([201, { floor: 6 }])
  expect(calls).toEqual([['lower', 6, { by: 'operator', reason: 'bad rule' }, NOON], ['check']])
})

test.each([
  [7, "Bundles are taken from sequence 7 on; 7 isn't lower."],
  [null, 'Bundles of any sequence are taken: none that has one was in force yet.'],
])('with the floor at %p, 7 lowers nothing', async (floor, message) => {
  const changes = {
    read: () => Promise.reject(new Error('not asked here')),
    lower: async () => ({ lowered: false, floor }),
  }
  const checks: string[] = []
  const { operator } = await start({ policy: { status: () => status, check: () => checks.push('check'), changes } })
  const answer = await operator('/policy/sequence', { sequence: 7, reason: 'x' })
  expect([answer.status, answer.body, checks]).toEqual([400, { error: { code: 'ERR_REQUEST', message } }, []])
})

test('no browser keeps, frames or runs anything of it', async () => {
  const { headers } = await (await start()).operator('/approvals')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('what the policy was asked about an exchange is read back', async () => {
  const { operator } = await start()
  expect(await operator('/exchanges/x-1/input')).toMatchObject({ status: 200, body: { version: 1 } })
  expect((await operator('/exchanges/x-2/input')).status).toBe(404)
})
