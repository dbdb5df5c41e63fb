import { approvalPage, type Reader } from '../../../src/api/pages/approval.ts'
import type { Approval } from '../../../src/core/approval.ts'
import { anApproval, anAsk, aRequirement, aVote, NOON } from '../../support/rows.ts'

const reader: Reader = {
  person: { name: 'ada@example.com', groups: ['leads'], authenticatedAt: NOON - 60_000, form: 'form-token' },
  base: 'https://gate.test',
  now: NOON,
  refusal: null,
}
const page = (changes: Partial<Approval> = {}, more: Partial<Reader> = {}) =>
  approvalPage(anApproval(anAsk('s-1'), changes), { ...reader, ...more })
const body = (...given: Parameters<typeof page>) => String(page(...given).body)

test('who asks for what, why, what is missing, and until when', () => {
  const text = body()
  for (const part of [
    '<bdi>shop-bot</bdi> asks to pass 1 operation to <bdi>shop</bdi>',
    'Waits for an answer.',
    'for 10 minutes more',
    '<dt>Triggered by</dt><dd><bdi>ada</bdi></dd>',
    '<bdi>main is protected.</bdi> <code>git/protected-branches</code>',
    '1 person of <strong>leads</strong>',
    '1 person missing.',
    '<p>None.</p>',
  ])
    expect(text).toContain(part)
})

test('two buttons, alike; what the Enter key gives is Deny; and the form is ours', () => {
  const text = body()
  expect(text).toMatch(
    /<button name="answer" value="deny">Deny<\/button>\s*<button name="answer" value="approve">Approve once<\/button>/,
  )
  expect(text).toContain('<form method="post" action="https://gate.test/approvals/a-1/votes">')
  expect(text).toContain('<input type="hidden" name="form" value="form-token">')
})

test('every answer with who gave it, how, when and why', () => {
  const votes = [
    aVote('bob@example.com', { answer: 'approve', door: 'slack' }),
    aVote('<b>eve</b>', { answer: 'deny', door: 'cli', reason: 'no <i>', requester: true }),
  ]
  const text = body({ votes })
  expect(text).toContain('<bdi>bob@example.com</bdi> approved in Slack, <time datetime="2040-01-02T12:00:00.345Z">')
  expect(text).toContain('<bdi>&#60;b&#62;eve&#60;/b&#62;</bdi> denied by command line or API')
  expect(text).toContain('(asked for it, so it does not count): <q><bdi>no &#60;i&#62;</bdi></q>')
})

test.each([
  ['approved', 'Approved. The agent has not used it yet.', 10],
  ['denied', 'Denied.', null],
  ['expired', 'Expired: not enough people answered in time.', null],
  ['withdrawn', 'Withdrawn: the session of the agent has ended.', null],
  ['used', 'Approved, and used: the request was let through, this once.', null],
  ['lapsed', 'Approved, and lapsed: the agent did not use it in time.', null],
] as const)('what became of one that is %s, and no button', (state, words, refresh) => {
  expect(body({ state })).toContain(words)
  expect(body({ state })).not.toContain('<button')
  expect(page({ state }).refresh).toBe(refresh)
})

test('a page with a form isn’t loaded again below somebody’s hands', () => {
  expect(page().refresh).toBeNull()
})

test('whoever isn’t asked is told who is; the operator’s token answers elsewhere', () => {
  const stranger = body({}, { person: { ...reader.person!, groups: ['dev'] } })
  expect(stranger).toContain('This is for leads to answer; your groups: dev.')
  expect(body({}, { person: { ...reader.person!, groups: [] } })).toContain('your groups: none that is known here.')
  const operator = body({}, { person: null })
  for (const text of [stranger, operator]) expect(text).not.toContain('<button')
})

test('where a recent login is asked for, an old one leads to the provider; Deny stays', () => {
  const requirements = [
    aRequirement({ recent_login: 300 }),
    aRequirement({ recent_login: 59, reason_required: true }),
  ] as const
  const text = body({ requirements })
  expect(text).toContain('logged in within 5 minutes')
  expect(text).toContain('href="https://gate.test/login?to=/approvals/a-1&amp;within=59">Log in again to approve</a>')
  expect(text).toContain('value="deny"')
  expect(text).not.toContain('value="approve"')
  expect(text).toContain('Reason (an approval needs one)')
  const unknown = { ...reader.person!, authenticatedAt: null }
  expect(body({ requirements: [aRequirement({ recent_login: 300 })] }, { person: unknown })).not.toContain(
    'value="approve"',
  )
  expect(body({ requirements: [aRequirement({ recent_login: 60 })] })).toContain('value="approve"')
})

test('that nobody is known behind the run is said, and what an answer stands for besides', () => {
  const ask = anAsk('s-1')
  expect(body({ origin: { ...ask.origin, known: false } })).toContain('No person is known behind this run')
  const lease = { resources: ['acme/shop#refs/tags/*'], operations: ['git.push'], seconds: 900 } as const
  expect(body({ requirements: [aRequirement({ lease })] })).toContain(
    'The answer stands for 15 minutes: <bdi>git.push</bdi> on <bdi>acme/shop#refs/tags/*</bdi>.',
  )
})

test('an answer that was not taken says why', () => {
  expect(body({}, { refusal: { message: 'Not <you>.', fix: undefined } })).toContain(
    '<p class="notice" role="alert"><strong>Your answer was not taken.</strong> Not &#60;you&#62;. </p>',
  )
})
