import { checksumOf } from '../../src/detectors/checksum.ts'
import { createScanner } from '../../src/detectors/index.ts'
import { characters } from '../../src/detectors/sample.ts'

const scanner = createScanner()
const body = characters('A-Za-z0-9', 30)
const token = `gh${'p'}_${body}${checksumOf(body)}`
const password = characters('A-Za-z0-9', 18)
const scan = (text: string) => scanner.scan(Buffer.from(text)).found

test('a finding says which rule, in which line, and where', () => {
  const before = 'é = 1\r\n\n# token: '
  const start = Buffer.byteLength(before)
  expect(scan(`${before}${token}\n`)).toEqual([
    { rule: 'github-token', confidence: 'provider', line: 3, start, end: start + token.length, value: token },
  ])
})

test("a provider's rule counts for more than a name", () => {
  expect(scan(`api_token = "${token}"`).map(({ rule }) => rule)).toEqual(['github-token'])
  expect(scan(`api_token = "${token}+"`).map(({ rule }) => rule)).toEqual(['github-token'])
})

test('findings come by their place, each place once', () => {
  const found = scan(`DB_PASSWORD=${password}\n${token}\nurl=https://ci:${password}@host/\n`)
  expect(found.map(({ rule, line, value }) => [rule, line, value])).toEqual([
    ['generic-password', 1, password],
    ['github-token', 2, token],
    ['url-credentials', 3, password],
  ])
})

test('bytes that are no text are scanned too, and a part of a larger buffer alone', () => {
  const bytes = Buffer.concat([Buffer.from([0, 0xff, 0x0a, 7]), Buffer.from(token), Buffer.from([0, 1])])
  const [found] = scanner.scan(bytes).found
  expect(found).toMatchObject({ line: 2, start: 4, value: token })
  expect(scanner.scan(bytes.subarray(5)).found).toEqual([])
  expect(scanner.scan(new Uint8Array(bytes)).found).toEqual([found])
})

describe('UTF-16', () => {
  const text = `$env:TOKEN = "${token}"\r\n$rest = 1\r\n$name = "é"\r\nPassword: ${password}`
  const little = Buffer.from(text, 'utf16le')

  test.each([
    ['little-endian', Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 2],
    ['big-endian', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]), 2],
    ['without a mark', little, 0],
  ])('%s', (_, bytes, offset) => {
    const first = offset + 2 * text.indexOf(token)
    const second = offset + 2 * text.indexOf(password)
    expect(scanner.scan(bytes).found).toMatchObject([
      { rule: 'github-token', line: 1, start: first, end: first + 2 * token.length, value: token },
      { rule: 'generic-password', line: 4, start: second, end: second + 2 * password.length, value: password },
    ])
  })
})

describe('base64', () => {
  const inside = (text: string) => Buffer.from(text).toString('base64')

  test.each(['', 'a', 'ab', 'NAME='])('a token inside a text that begins with %j', (before) => {
    const run = inside(`${before}${token}`)
    expect(scan(`data:\n  name: ${run}\n`)).toEqual([
      {
        rule: 'github-token',
        confidence: 'provider',
        line: 2,
        start: 14,
        end: 14 + run.replaceAll('=', '').length,
        value: token,
      },
    ])
  })

  test('one level only, and no generic rule within', () => {
    expect(scan(`value ${inside(inside(token))}`)).toEqual([])
    expect(scan(`value ${inside(`password=${password}`)}`)).toEqual([])
  })

  test('a run of more than 4,096 characters is no value', () => {
    expect(scan(inside(`${token} ${'a'.repeat(3000)}`))).toHaveLength(1)
    expect(scan(inside(`${token} ${'a'.repeat(4000)}`))).toEqual([])
  })
})

test('at most 1,000 are answered, and that there were more', () => {
  const many = (count: number) => scanner.scan(Buffer.from(`${token}\n`.repeat(count)))
  expect(many(1000)).toMatchObject({ truncated: false })
  expect(many(1000).found).toHaveLength(1000)
  expect(many(1001)).toMatchObject({ truncated: true })
  expect(many(20_000)).toMatchObject({ truncated: true })
  expect(many(20_000).found).toHaveLength(1000)
})

test('a scan leaves nothing behind for the next', () => {
  const alone = scan(`password = "${password}"`)
  expect(scan(`${' '.repeat(4)}eyJ${'a'.repeat(500)}`)).toEqual([])
  expect(scan(`password = "${password}"`)).toEqual(alone)
  expect(scanner.scan(Buffer.alloc(0))).toEqual({ found: [], truncated: false, looked: 0 })
})

test('a scanner may look for some rules only', () => {
  expect(createScanner([]).scan(Buffer.from(token)).found).toEqual([])
})
