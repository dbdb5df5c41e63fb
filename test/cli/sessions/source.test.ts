import { Command } from 'commander'
import { beginningOf, empty, sessionSource } from '../../../src/cli/sessions/source.ts'
import { collected } from '../../support/collected.ts'
import { aSession } from '../../support/rows.ts'
import { peopleApi } from '../run-cli.ts'

const refused = (code: string) => ({ error: { code, message: 'So it is.' } })
let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({
    'GET /sessions/s-1?limit=1': aSession({ id: 's-1' }),
    'GET /sessions/s-1/exchanges?limit=200': { exchanges: [{ id: 'x-1' }, { id: 'x-2' }], next: '5.w.6' },
    'GET /sessions/s-1/exchanges?limit=200&after=5.w.6': { exchanges: [{ id: 'x-3' }], next: null },
    'GET /sessions/s-1/entries': '{"a":  1}\n{"b":"\u2028"}\n',
    'GET /sessions/s-1/entries?kinds=vote,lease': '{"c":3}\n',
    'GET /sessions/s-1/exchanges/x-1/recordings/answer': 'recorded',
    'GET /sessions/s-2?limit=1': refused('ERR_NOT_FOUND'),
  })
  process.env.SALLYPORT_PEOPLE_URL = api.url
  process.env.SALLYPORT_OPERATOR_TOKEN = api.token
})
afterAll(async () => {
  delete process.env.SALLYPORT_PEOPLE_URL
  delete process.env.SALLYPORT_OPERATOR_TOKEN
  await api.close()
})

test('exchanges page by page, entries line by line, and bytes', async () => {
  const source = await sessionSource(new Command(), 's-1')
  expect(source.session).toMatchObject({ id: 's-1', agent: 'shop-bot' })
  expect((await collected(source.exchanges())).map(({ id }) => id)).toEqual(['x-1', 'x-2', 'x-3'])
  expect(await collected(source.entries())).toEqual(['{"a":  1}', '{"b":"\u2028"}'])
  expect(await collected(source.entries(['vote', 'lease']))).toEqual(['{"c":3}'])
  const bytes = await source.bytes('x-1', 'answer')
  expect(String(await beginningOf(bytes!, 6))).toBe('record')
})

test('no such session', async () => {
  await expect(sessionSource(new Command(), 's-2')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('a beginning reads no more than it needs', async () => {
  let ended = false
  const bytes = (async function* () {
    try {
      yield Buffer.from('abc')
      yield Buffer.from('def')
      yield Buffer.from('never')
    } finally {
      ended = true
    }
  })()
  expect([String(await beginningOf(bytes, 5)), ended]).toEqual(['abcde', true])
  expect(await beginningOf(empty(), 5)).toEqual(Buffer.alloc(0))
})
