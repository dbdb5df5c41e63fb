import { documentOf } from '../../../src/journal/search/document.ts'
import { anIntent, aRecording, NOON } from '../../support/rows.ts'

const session = { agent: 'shop-bot', repository: 'acme/shop', run: '77/1' }
const { exchange, session: id, ...intent } = anIntent()
const head = { exchange, session: id }
const line = JSON.stringify({ ...head, kind: 'exchange', ...intent })
const stage = JSON.stringify({ ...head, kind: 'stage', at: NOON - 5, connection: 'shop', stage: 'uploading' })
const answerWith = (...recordings: object[]) =>
  JSON.stringify({ ...head, kind: 'answer', at: NOON + 5, status: 502, code: 'ERR_UPSTREAM_BROKEN', recordings })
const none = async () => null

test('what is said of it, by whom, and how it is told apart', async () => {
  const { words, ...indexed } = await documentOf([stage, line, answerWith()], session, none)
  expect(indexed).toEqual({ ...head, at: NOON, entries: 3, shelf: null })
  const facets = [...words].filter((word) => word.startsWith('=')).toSorted()
  expect(facets).toEqual([
    ...['=agent:shop-bot', '=connection:shop', '=decision:mask', '=operation:http.post', '=repository:acme/shop'],
    ...['=rule:http/mask', '=run:77/1'],
  ])
  for (const word of ['orders', 'post', 'http.post', 'masked', 'uploading', 'gate.test', 'err_upstream_broken', '502'])
    expect(words).toContain(word)
})

test('a session that isn’t known is found by what it did alone', async () => {
  const { words, at } = await documentOf([stage], null, none)
  expect([at, words.has('uploading'), [...words].some((word) => word.startsWith('=agent'))]).toEqual([
    NOON - 5,
    true,
    false,
  ])
})

test('words of recordings, and the first day that they are from', async () => {
  const asked: unknown[] = []
  const read = async (connection: string, { day }: { day: string }, bytes: number) => {
    asked.push([connection, day, bytes])
    return day === '2040-01-01' ? null : Buffer.from(`hello${day}`)
  }
  const recordings = ['2040-01-03', '2040-01-02', '2040-01-01'].map((day) => aRecording({ day }))
  const { words, shelf } = await documentOf([line, answerWith(...recordings)], session, read)
  expect(asked).toEqual(['2040-01-03', '2040-01-02', '2040-01-01'].map((day) => ['shop', day, 65_536]))
  expect([words.has('hello2040'), shelf]).toEqual([true, { connection: 'shop', day: '2040-01-02' }])
})

test('texts within an operation’s detail are found', async () => {
  const operations = [
    { kind: 'git.push', access: 'write', resource: 'a', detail: { files: [{ path: 'src/deep.ts' }] } },
  ]
  const { words } = await documentOf([JSON.stringify({ ...head, kind: 'exchange', ...intent, operations })], null, none)
  expect(words).toContain('deep.ts')
})
