import type { Called } from '../../../src/approvals/slack/call.ts'
import { findPosted, metadataOf } from '../../../src/approvals/slack/posted.ts'

const unposted = { channel: 'C1', ts: null, approval: 'a-1' }
const message = (ts: string, changes: object = {}) => ({
  ts,
  bot_id: 'B1',
  metadata: metadataOf('a-1', 'ask'),
  ...changes,
})
const page = (messages: readonly object[], cursor = ''): Called => ({
  outcome: 'ok',
  body: { ok: true, messages, response_metadata: { next_cursor: cursor } } as never,
})
const finding = async (
  pages: readonly Called[],
  part = 'ask',
  it: { channel: string; ts: string | null; approval: string } = unposted,
) => {
  const calls: unknown[] = []
  const found = await findPosted(
    async (method, given) => {
      calls.push([method, given])
      return pages[calls.length - 1] ?? pages.at(-1)!
    },
    'B1',
    it,
    { askedAt: 1_000_000_000 },
    part,
  )
  return { found, calls }
}

test('it is found among what came since it was asked, page by page', async () => {
  const { found, calls } = await finding([
    page([message('1.1', { metadata: undefined })], 'next'),
    page([message('1.2')]),
  ])
  expect(found).toEqual({ ts: '1.2' })
  const given = { channel: 'C1', oldest: '999700', limit: 200, include_all_metadata: true }
  expect(calls).toEqual([
    ['conversations.history', given],
    ['conversations.history', { ...given, cursor: 'next' }],
  ])
})

test('a reply is looked for in the thread', async () => {
  const reply = message('1.3', { metadata: metadataOf('a-1', 'reminder') })
  const { found, calls } = await finding([page([reply])], 'reminder', { ...unposted, ts: '1.1' })
  expect(found).toEqual({ ts: '1.3' })
  expect(calls).toEqual([['conversations.replies', expect.objectContaining({ ts: '1.1' })]])
})

test.each([
  ['another app’s', { bot_id: 'B2' }],
  ['a person’s', { bot_id: undefined }],
  ['about another approval', { metadata: metadataOf('a-2', 'ask') }],
  ['another part', { metadata: metadataOf('a-1', 'reminder') }],
  ['another event', { metadata: { ...metadataOf('a-1', 'ask'), event_type: 'deployed' } }],
])('%s is not it', async (_what, changes) => {
  expect((await finding([page([message('1.1', changes)])])).found).toEqual({ ts: null })
})

test('what can’t be read is no proof that it isn’t there', async () => {
  expect((await finding([{ outcome: 'limited', seconds: 3 }])).found).toEqual({ outcome: 'limited', seconds: 3 })
  expect((await finding([{ outcome: 'ok', body: {} }])).found).toEqual({ outcome: 'unknown', error: 'unreadable' })
  const { found, calls } = await finding([page([], 'again')])
  expect([found, calls.length]).toEqual([{ outcome: 'unknown', error: 'endless' }, 100])
})
