import type { SessionRecord } from '../../../src/api/people/sessions.ts'
import type { FullExchange } from '../../../src/core/replay.ts'
import { aRecording } from '../../support/rows.ts'
import { start } from './start-people.ts'

const recording = aRecording({ chunks: ['ab', 'cd'].map((two) => ({ sha256: two.repeat(32), bytes: 3 })) })
const exchange = { id: 'x-1', connection: 'shop', answer: { recordings: [recording] } } as unknown as FullExchange
const WRITER = '01900000-0000-7000-8000-00000000000a'

/** The people's listener over this record. */
async function started(changes: Partial<SessionRecord> = {}) {
  const calls: unknown[] = []
  const record: SessionRecord = {
    find: async (filter, limit) => {
      calls.push(['find', filter, limit])
      return { sessions: [], complete: true }
    },
    exchanges: async (...asked) => {
      calls.push(['exchanges', ...asked])
      return { exchanges: [exchange], next: { at: 5, writer: WRITER, sequence: 6 } }
    },
    exchange: async (session, id) => (session === 's-1' && id === 'x-1' ? exchange : null),
    async *lines(...asked) {
      calls.push(['lines', ...asked])
      yield ['{"a":1}', '{"b":2}']
      yield ['{"c":3}']
    },
    bytes: async (connection, asked) => {
      calls.push(['bytes', connection, asked])
      return (async function* () {
        yield Buffer.from('abc')
        yield Buffer.from('def')
      })()
    },
    ...changes,
  }
  return { ...(await start({ record })), calls }
}

test('sessions are found by filters, and by none that isn’t one', async () => {
  const { operator, calls } = await started()
  expect((await operator('/sessions?agent=a&text=orders%2F17&limit=3')).body).toEqual({ sessions: [], complete: true })
  expect(calls).toEqual([['find', { agent: 'a', text: 'orders/17' }, 3]])
  expect(await operator('/sessions?agnet=a')).toMatchObject({ status: 400, body: { error: { code: 'ERR_REQUEST' } } })
})

test('exchanges in full, page by page', async () => {
  const { operator, calls } = await started()
  const { body } = await operator('/sessions/s-1/exchanges?limit=2')
  expect(body).toEqual({ exchanges: [exchange], next: `5.${WRITER}.6` })
  await operator(`/sessions/s-1/exchanges?after=5.${WRITER}.6`)
  expect(calls).toEqual([
    ['exchanges', 's-1', null, 2],
    ['exchanges', 's-1', { at: 5, writer: WRITER, sequence: 6 }, 50],
  ])
})

test('entries as they stand, a line each', async () => {
  const { operator, calls } = await started()
  const answer = await operator('/sessions/s-1/entries')
  expect([answer.headers.get('content-type'), answer.body]).toEqual([
    'application/x-ndjson',
    '{"a":1}\n{"b":2}\n{"c":3}\n',
  ])
  await operator('/sessions/s-1/entries?kinds=vote,approval')
  expect(calls).toEqual([
    ['lines', 's-1', null],
    ['lines', 's-1', ['vote', 'approval']],
  ])
})

test('recorded bytes', async () => {
  const { operator, calls } = await started()
  const answer = await operator('/sessions/s-1/exchanges/x-1/recordings/answer')
  const { headers } = answer
  expect([answer.status, headers.get('content-type'), headers.get('content-length'), answer.body]).toEqual([
    ...[200, 'application/octet-stream', '6', 'abcdef'],
  ])
  expect(calls).toEqual([['bytes', 'shop', recording]])
})

test('recorded bytes that are deleted are gone, in words', async () => {
  const { operator, reports } = await started({ bytes: async () => null })
  expect(await operator('/sessions/s-1/exchanges/x-1/recordings/answer')).toMatchObject({
    status: 410,
    body: {
      error: {
        code: 'ERR_RECORDING_DELETED',
        message: "What was recorded of the answer's bytes on 2040-01-02 is deleted.",
        fix: "Recordings are kept as long as the connection's recordings.days says, or for ever with legal_hold.",
      },
    },
  })
  expect(reports).toEqual([])
})

test('what is deleted on its way breaks off', async () => {
  const bytes = async () =>
    (async function* () {
      yield Buffer.from('abc')
      throw new Error('gone')
    })()
  const { operator } = await started({ bytes })
  await expect(operator('/sessions/s-1/exchanges/x-1/recordings/answer')).rejects.toThrow()
})

test.each([
  ['/sessions/s-2/exchanges', 404],
  ['/sessions/s-2/entries', 404],
  ['/sessions/s-1/exchanges/x-2/recordings/answer', 404],
  ['/sessions/s-1/exchanges/x-1/recordings/request', 404],
  ['/sessions/s-2/exchanges/x-1/recordings/answer', 404],
  ['/sessions/s-1/exchanges?after=5', 400],
  ['/sessions/s-1/entries?kinds=policy', 400],
])('%s is answered with %d', async (path, status) => {
  const { operator, calls } = await started()
  expect([(await operator(path)).status, calls]).toEqual([status, []])
})
