import { NOON } from '../../support/rows.ts'
import { aLogin, change, fakeLogin, lease, start, status } from './start-people.ts'

test('sessions: listed, shown with what they did, and ended', async () => {
  const { operator, calls } = await start()
  expect((await operator('/sessions')).body).toMatchObject({ sessions: [{ id: 's-1' }] })
  expect((await operator('/sessions/s-1?limit=7')).body).toMatchObject({
    ...{ id: 's-1', leases: [{ id: 'l-1' }], exchanges: [{ target: '/a' }] },
  })
  const ended = await operator('/sessions/s-1/revocation', {})
  expect([ended.status, ended.body]).toMatchObject([201, { endedAt: NOON, endedBecause: 'revoked' }])
  expect(calls).toEqual([
    ['find', {}, 50],
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

test('what the policy was asked about an exchange is read back', async () => {
  const { operator } = await start()
  expect(await operator('/exchanges/x-1/input')).toMatchObject({ status: 200, body: { version: 1 } })
  expect((await operator('/exchanges/x-2/input')).status).toBe(404)
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

test('whoever is in a group of administrators does as much, by their own name; nobody else sees any of it', async () => {
  const login = fakeLogin({
    boss: aLogin('bob@example.com', { door: 'cli', groups: ['admins'] }),
    ada: aLogin('ada@example.com', { door: 'cli' }),
  })
  const { as, calls } = await start({ login, admins: ['admins'] })
  for (const path of ['/sessions', '/sessions/s-1', '/leases', '/exchanges/x-1/input', '/policy']) {
    expect((await as('boss')(path)).status).toBe(200)
    const refused = await as('ada')(path)
    expect([refused.status, refused.body]).toMatchObject([403, { error: { code: 'ERR_ADMIN_REQUIRED' } }])
  }
  calls.length = 0
  expect((await as('boss')('/policy/sequence', { sequence: 6, reason: 'bad rule' })).status).toBe(201)
  expect((await as('ada')('/policy/sequence', { sequence: 6, reason: 'bad rule' })).status).toBe(403)
  expect((await as('ada')('/sessions/s-1/revocation', {})).status).toBe(403)
  expect((await as('ada')('/leases/l-1/revocation', {})).status).toBe(403)
  expect(calls).toEqual([['lower', 6, { by: 'bob@example.com', reason: 'bad rule' }, NOON], ['check']])
})
