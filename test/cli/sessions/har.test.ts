import { harPieces } from '../../../src/cli/sessions/har.ts'
import { collected } from '../../support/collected.ts'
import { readHar } from '../../support/har.ts'
import { aRecording, NOON } from '../../support/rows.ts'
import { anAnswer, anExchange, recordingOf, sourceOf } from './exchanges.ts'

const archived = async (...source: Parameters<typeof sourceOf>) =>
  readHar((await collected(harPieces(sourceOf(...source), '1.2.3'))).join(''))
const [text, binary] = [Buffer.from('{"a":"é"}'), Buffer.from([0xff, 0xfe])]

test('an exchange with both of its bodies', async () => {
  const recordings = [recordingOf('request', [text]), recordingOf('answer', [binary])]
  const exchange = anExchange({ answer: anAnswer({ recordings, bytes: 2, headers: [['location', '/there']] }) })
  const { entries, comment } = await archived([exchange], {
    bytes: { 'x-1 request': [text], 'x-1 answer': [binary] },
  })
  const { operations, decisions } = exchange
  expect(comment).toBe('Session s-1 of shop-bot. Secrets are masked.')
  expect(entries).toEqual([
    {
      startedDateTime: new Date(NOON).toISOString(),
      time: 250,
      request: {
        ...{ method: 'POST', url: 'https://shop.test/orders?page=2&x=%20', httpVersion: 'HTTP/1.1', cookies: [] },
        headers: [{ name: 'content-type', value: 'text/plain' }],
        queryString: [
          { name: 'page', value: '2' },
          { name: 'x', value: ' ' },
        ],
        ...{ headersSize: -1, bodySize: 10, postData: { mimeType: 'text/plain', text: '{"a":"é"}' } },
      },
      response: {
        ...{ status: 201, statusText: '', httpVersion: 'HTTP/1.1', cookies: [] },
        headers: [{ name: 'location', value: '/there' }],
        content: { size: 2, mimeType: '', text: '//4=', encoding: 'base64' },
        ...{ redirectURL: '/there', headersSize: -1, bodySize: 2 },
      },
      cache: {},
      timings: { send: 0, wait: 250, receive: 0 },
      comment: 'connection shop',
      _sallyport: { exchange: 'x-1', connection: 'shop', operations, decisions, inspectionOf: null, code: null },
    },
  ])
})

test('what is left out is told, with the size that went by', async () => {
  const leftOut = { bytes: 5, why: 'limit' } as const
  const recordings = [
    recordingOf('request', [text], { bytes: 15, leftOut }),
    aRecording({ bytes: 9, chunks: [], leftOut: { bytes: 9, why: 'binary' } }),
  ]
  const answer = anAnswer({ recordings, bytes: 9 })
  const { entries } = await archived([anExchange({ answer })], { bytes: { 'x-1 request': [text] } })
  const [{ request, response }] = entries as [(typeof entries)[0]]
  expect([request.bodySize, request.postData]).toEqual([
    15,
    {
      mimeType: 'text/plain',
      text: '{"a":"é"}',
      comment: 'request, 15 bytes, 5 of them not recorded (longer than is kept)',
    },
  ])
  expect([response.bodySize, response.content]).toEqual([
    9,
    {
      size: 9,
      mimeType: 'application/json',
      comment: 'answer, 9 bytes, not recorded (no text that could be masked)',
    },
  ])
  const deleted = await archived([anExchange({ answer })])
  expect(deleted.entries[0]!.request.postData).toMatchObject({
    text: '',
    comment: 'request, 15 bytes, 5 of them not recorded (longer than is kept); deleted since',
  })
})

test('a body that is very long has its beginning', async () => {
  const long = [Buffer.alloc(8_388_608, 'x'), Buffer.from('yy')]
  const answer = anAnswer({ recordings: [recordingOf('answer', long)] })
  const { entries } = await archived([anExchange({ answer })], { bytes: { 'x-1 answer': long } })
  const { text, comment } = entries[0]!.response.content
  expect([text!.length, text!.endsWith('x'), comment]).toEqual([
    ...[8_388_608, true, 'the first 8388608 bytes of 8388610 that are kept'],
  ])
})

test('messages of a WebSocket as Chrome has them', async () => {
  const messages = [
    { at: 5, from: 'client', opcode: 1, data: 'hi' },
    { at: 6, from: 'server', opcode: 2, bytes: 3 },
  ]
  const recorded = [Buffer.from(messages.map((it) => `${JSON.stringify(it)}\n`).join(''))]
  const answer = anAnswer({ status: 101, recordings: [recordingOf('messages', recorded)] })
  const { entries } = await archived([anExchange({ answer })], { bytes: { 'x-1 messages': recorded } })
  expect(entries[0]!._webSocketMessages).toEqual([
    { type: 'send', time: (NOON + 5) / 1_000, opcode: 1, data: 'hi' },
    { type: 'receive', time: (NOON + 6) / 1_000, opcode: 2, data: '', _bytes: 3 },
  ])
})

test('what has no answer has none; what was never asked is counted; what is no URL stays readable', async () => {
  const { entries, comment } = await archived([
    anExchange({ answer: null }),
    anExchange({ method: null }),
    anExchange({ host: ':::', answer: anAnswer({ code: 'ERR_DENIED' }) }),
  ])
  expect(entries.map(({ request: { url }, response: { status, comment } }) => [url, status, comment])).toEqual([
    ['https://shop.test/orders?page=2&x=%20', 0, 'no answer on record'],
    ['https://unknown.invalid/', 201, undefined],
  ])
  expect(comment).toContain('1 exchanges ended before they were judged, and are left out.')
  expect((await archived([])).entries).toEqual([])
})
