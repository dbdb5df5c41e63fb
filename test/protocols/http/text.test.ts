import { textOf } from '../../../src/protocols/http/text.ts'

const ask = (type: string | undefined, ...encodings: string[]) =>
  textOf({
    status: 200,
    headers: [
      ...(type === undefined ? [] : [['content-type', type] as const]),
      ...encodings.map((encoding) => ['content-encoding', encoding] as const),
    ],
  })

test.each([
  undefined,
  'text/html',
  'text/event-stream',
  'TEXT/PLAIN; Charset="UTF-8"',
  'text/plain; format=flowed; charset=iso-8859-1',
  'application/json',
  'application/vnd.github+json; charset=utf-8',
  'application/atom+xml',
  'application/xml',
  'application/x-yaml',
  'application/yaml',
  'application/x-ndjson',
  'application/javascript',
  'application/x-www-form-urlencoded',
])('%s is text', (type) => {
  expect(ask(type)).toMatchObject({ codings: [], units: 'bytes', part: false })
})

test.each([
  ['application/octet-stream', 'its content type is "application/octet-stream"'],
  ['image/png', 'its content type is "image/png"'],
  ['multipart/form-data; boundary=x', 'its content type is "multipart/form-data"'],
  ['application/jsonish', 'its content type is "application/jsonish"'],
  ['text/plain; charset=ibm037', 'its character set is "ibm037"'],
  ['application/json; a=b; charset="utf-7"', 'its character set is "utf-7"'],
])('%s can not be masked', (type, why) => {
  expect(() => ask(type)).toThrow(
    expect.objectContaining({
      code: 'ERR_UNMASKABLE',
      message: `The answer can't be masked, as the policy demands: ${why}.`,
    }),
  )
})

test.each([
  ['application/json', 'json'],
  ['application/vnd.github+json', 'json'],
  ['application/x-ndjson', 'json'],
  ['application/json-seq', 'json'],
  ['application/openapi+yaml', 'yaml'],
  ['text/yaml', 'yaml'],
  ['application/x-www-form-urlencoded', 'form'],
  ['text/csv; header=present', 'csv'],
  ['text/tab-separated-values', 'csv'],
  ['text/event-stream', 'events'],
  ['text/html', 'text'],
  ['application/xml', 'text'],
])('the fields of %s are told as %s', (type, format) => {
  expect(ask(type).format).toBe(format)
})

test.each(['shift_jis', 'GBK', 'gb2312', 'gb18030', 'big5'])('no fields are told in %s', (charset) => {
  expect(ask(`application/json; charset=${charset}`)).toMatchObject({ units: 'bytes', format: 'text' })
})

test.each(['utf-8', 'euc-jp', 'euc-kr', 'iso-8859-1'])('fields are told in %s', (charset) => {
  expect(ask(`application/json; charset=${charset}`)).toMatchObject({ units: 'bytes', format: 'json' })
})

test.each(['utf-16', 'utf-16le', 'UTF-16BE', 'utf-32', 'utf-32le', 'utf-32be'])('%s is units of its own', (charset) => {
  expect(ask(`text/plain; charset=${charset}`).units).toBe(charset.toLowerCase())
})

test('content codings are undone in the reverse of their order, identity is nothing', () => {
  expect(ask('text/plain', 'gzip').codings).toEqual(['gzip'])
  expect(ask('text/plain', 'identity', 'X-GZIP').codings).toEqual(['gzip'])
  expect(ask('text/plain', 'br, identity', 'zstd').codings).toEqual(['zstd', 'br'])
  expect(ask('text/plain', 'deflate').codings).toEqual(['deflate'])
})

test.each([[['compress']], [['gzip, dcb']], [['gzip', 'exi']]])('%j can not be undone', (encodings) => {
  expect(() => ask('text/plain', ...encodings)).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE', fix: 'Ask again with Accept-Encoding: gzip.' }),
  )
})

test('an answer without a body has nothing to mask; a part of one is told', () => {
  const headers = [['content-type', 'image/png']] as const
  expect(textOf({ status: 204, headers }).codings).toEqual([])
  expect(textOf({ status: 304, headers }).codings).toEqual([])
  expect(textOf({ status: 206, headers: [['content-type', 'text/plain']] }).part).toBe(true)
})
