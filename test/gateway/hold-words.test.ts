import { question, whyNot } from '../../src/gateway/hold-words.ts'
import { anApproval, anAsk, aRequirement, NOON } from '../support/rows.ts'
import { fakeGate } from './fake-gate.ts'

const link = 'https://people.test/approvals/a-1'
const requirements = [
  aRequirement({ from: ['leads', 'owners'], quorum: 2 }),
  aRequirement({
    code: 'http/writes',
    lease: { resources: ['*'], operations: ['git.push'], seconds: 900 },
  }),
] as const

test('who waits is told what is asked of whom, where it is answered, and for how long the answer stands', () => {
  expect(question(anApproval(anAsk('s-1', { requirements })), link)).toEqual([
    [
      'held for approval',
      'git.push acme/shop#refs/heads/main needs 2 of leads, owners (git/protected-branches)',
      'git.push acme/shop#refs/heads/main needs 1 of leads (http/writes); the answer stands for 900 seconds',
      link,
      'to answer: sallyport approvals approve a-1',
    ],
    `still waiting for leads, owners: ${link}`,
  ])
})

test('that nobody is known behind the run is said', () => {
  const ask = anAsk('s-1')
  const [lines] = question(anApproval({ ...ask, origin: { ...ask.origin, known: false } }), link)
  expect(lines[2]).toBe('nobody is known by the login that triggered this run: so one more is asked')
})

test.each([
  ['withdrawn', 'ERR_SESSION_ENDED'],
  ['used', 'ERR_APPROVAL_USED'],
  ['expired', 'ERR_APPROVAL_EXPIRED'],
  ['lapsed', 'ERR_APPROVAL_EXPIRED'],
  ['pending', 'ERR_APPROVAL_PENDING'],
] as const)('an approval that is %s: %s', (state, code) => {
  expect(whyNot(fakeGate().gate, anApproval(anAsk('s-1'), { state })).code).toBe(code)
})

test('one whose end has passed has expired, whoever has yet to close it', () => {
  expect(whyNot(fakeGate().gate, anApproval(anAsk('s-1'), { expiresAt: NOON })).code).toBe('ERR_APPROVAL_EXPIRED')
})
