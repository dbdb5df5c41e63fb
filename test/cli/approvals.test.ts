import { anAsk, aRequirement, NOON } from '../support/rows.ts'
import { peopleApi } from './run-cli.ts'

const operations = [
  { kind: 'git.push', access: 'write', resource: 'acme/shop#refs/heads/\u202emain\u001b[2J\u009b', detail: {} },
  { kind: 'git.push', access: 'write', resource: 'acme/shop#refs/tags/v1', detail: {} },
] as const
const lease = { resources: ['acme/shop#refs/tags/*'], operations: ['git.push'], seconds: 900 } as const
const requirements = [aRequirement(), aRequirement({ operation: 1, lease })] as const
const approval = {
  ...anAsk('s-1', { operations, requirements }),
  ...{ id: 'a/1', state: 'pending', askedAt: NOON, expiresAt: NOON, votes: [] },
}
const asked =
  'git.push acme/shop#refs/heads/?main?[2J?, git.push acme/shop#refs/tags/v1 (for 900 s: git.push on acme/shop#refs/tags/*)'
const line = (state: string) => `a/1  ${state}  shop-bot  shop  ${asked}  until 2040-01-02T12:00:00.345Z\n`

let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({
    'GET /approvals': { approvals: [approval] },
    'GET /approvals?all': { approvals: [] },
    'GET /approvals/a%2F1': approval,
    'POST /approvals/a%2F1/votes': { ...approval, state: 'approved' },
  })
})
afterAll(() => api.close())

test('a line for each that waits, in which what an agent named can’t steer the terminal', async () => {
  expect(await api.run('approvals', 'list')).toEqual({ status: 0, out: line('pending'), err: '' })
  expect((await api.run('approvals', 'list', '--all')).out).toBe('nothing waits\n')
})

test('one with all that is known of it, which can’t steer the terminal either', async () => {
  const { out } = await api.run('approvals', 'show', 'a/1')
  expect(JSON.parse(out)).toEqual(approval)
  expect(out).not.toMatch(/[\u001b\u009b\u202e]/)
})

test('an answer is sent with its reason, and what came of it is shown', async () => {
  api.asked.length = 0
  expect((await api.run('approvals', 'approve', 'a/1')).out).toBe(line('approved'))
  await api.run('approvals', 'deny', 'a/1', '--reason', 'not on a Friday')
  expect(api.asked).toEqual([
    'POST /approvals/a%2F1/votes {"answer":"approve"}',
    'POST /approvals/a%2F1/votes {"answer":"deny","reason":"not on a Friday"}',
  ])
})
