import { GatewayError } from '../../../src/core/errors.ts'
import { NOON } from '../../support/rows.ts'
import { aLogin, approval, browser, fakeLogin, start } from './start-people.ts'

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

test('an approval that is closed by now says so', async () => {
  const desk = { vote: () => Promise.reject(new GatewayError('ERR_APPROVAL_CLOSED', 'Late.')) }
  const { operator } = await start({ desk })
  expect((await operator('/approvals/a-1/votes', { answer: 'approve' })).status).toBe(409)
})

const ada = aLogin('ada@example.com')
const login = fakeLogin({ 'ada-web': ada, 'ada-cli': { ...ada, door: 'cli' } })

test('people vote as themselves, in their groups as the provider and the configuration have them', async () => {
  const { ask, as, calls } = await start({ login, tellsApart: true })
  expect(
    (await ask('/approvals/a-1/votes', browser('ada-web', { answer: 'approve', reason: '' }))).headers.get('location'),
  ).toBe('https://gate.test/approvals/a-1')
  expect((await as('ada-cli')('/approvals/a-1/votes', { answer: 'deny', reason: 'no' })).status).toBe(201)
  const voter = { identities: ada.identities, name: 'ada@example.com', groups: ['leads', 'owners'] }
  expect(calls).toEqual([
    [
      'vote',
      'a-1',
      { voter: { ...voter, door: 'web', authenticatedAt: NOON - 60_000 }, answer: 'approve', reason: null },
    ],
    ['vote', 'a-1', { voter: { ...voter, door: 'cli', authenticatedAt: null }, answer: 'deny', reason: 'no' }],
  ])
})

test('the operator’s token answers nothing where people answer by name', async () => {
  const { operator, calls } = await start({ login, tellsApart: true })
  const answer = await operator('/approvals/a-1/votes', { answer: 'approve' })
  expect([answer.status, answer.body, calls]).toMatchObject([403, { error: { code: 'ERR_VOTER_OPERATOR' } }, []])
})

test('a browser gets pages, and a program JSON', async () => {
  const { ask, as } = await start({ login })
  const page = await ask('/approvals/a-1', browser('ada-web'))
  expect([page.status, page.headers.get('content-type'), page.body]).toEqual([
    200,
    'text/html; charset=utf-8',
    expect.stringContaining('Approve once'),
  ])
  const list = await ask('/approvals', browser('ada-web'))
  expect(list.body).toContain('href="https://gate.test/approvals/a-1"')
  for (const accept of ['*/*', 'application/json'])
    expect((await ask('/approvals/a-1', { headers: { authorization: 'Bearer ada-cli', accept } })).body).toEqual(
      approval,
    )
  expect((await as('ada-cli')('/approvals')).body).toEqual({ approvals: [approval] })
})

test('whoever must log in anew is told where', async () => {
  const desk = { vote: () => Promise.reject(new GatewayError('ERR_VOTER_LOGIN', 'Old.', { fix: 'Elsewhere.' })) }
  const { as } = await start({ login, desk })
  const { status, body } = await as('ada-cli')('/approvals/a-1/votes', { answer: 'approve' })
  const fix = 'Answer at https://gate.test/approvals/a-1, which has you log in again.'
  expect([status, body]).toEqual([403, { error: { code: 'ERR_VOTER_LOGIN', message: 'Old.', fix } }])
})

test('a refusal stands on the approval’s own page; a failure of ours does not', async () => {
  const refuse = (error: GatewayError) => start({ login, desk: { vote: () => Promise.reject(error) } })
  const late = await refuse(new GatewayError('ERR_VOTER_GROUP', 'Not <you>.', { fix: 'Ask Bob.' }))
  const answer = await late.ask('/approvals/a-1/votes', browser('ada-web', { answer: 'approve' }))
  expect([answer.status, answer.body]).toEqual([
    403,
    expect.stringMatching(/not taken\.<\/strong> Not &#60;you&#62;\. Ask Bob\./),
  ])
  const broken = await refuse(new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.', { cause: new Error('down') }))
  const failure = await broken.ask('/approvals/a-1/votes', browser('ada-web', { answer: 'approve' }))
  expect([failure.status, broken.reports.length]).toEqual([503, 1])
  expect(failure.body).not.toContain('Approve once')
})

test.each([
  [{ answer: 'maybe' }, 400],
  [{ answer: 'approve', reason: 'x'.repeat(1_001) }, 400],
  [{ answer: 'approve', person: 'bob' }, 400],
])('a form with %j is refused', async (form, status) => {
  const { ask, calls } = await start({ login })
  expect((await ask('/approvals/a-1/votes', browser('ada-web', form as never))).status).toBe(status)
  expect(calls).toEqual([])
})
