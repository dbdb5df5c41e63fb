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
  expect(ask(type)).toEqual({ encoding: 'identity' })
})

test.each([
  ['application/octet-stream', 'its content type is "application/octet-stream"'],
  ['image/png', 'its content type is "image/png"'],
  ['multipart/form-data; boundary=x', 'its content type is "multipart/form-data"'],
  ['application/jsonish', 'its content type is "application/jsonish"'],
  ['text/plain; charset=utf-16', 'its character set is "utf-16"'],
  ['application/json; a=b; charset="utf-7"', 'its character set is "utf-7"'],
])('%s can not be masked', (type, why) => {
  expect(() => ask(type)).toThrow(
    expect.objectContaining({
      code: 'ERR_UNMASKABLE',
      message: `The answer can't be masked, as the policy demands: ${why}.`,
    }),
  )
})

test('gzip is undone, identity is nothing', () => {
  expect(ask('text/plain', 'gzip')).toEqual({ encoding: 'gzip' })
  expect(ask('text/plain', 'identity', 'X-GZIP')).toEqual({ encoding: 'gzip' })
  expect(ask('text/plain', 'identity')).toEqual({ encoding: 'identity' })
})

test.each([[['br']], [['gzip, br']], [['gzip', 'br']], [['gzip', 'gzip']]])('%j can not be masked', (encodings) => {
  expect(() => ask('text/plain', ...encodings)).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE', fix: 'Ask again with Accept-Encoding: gzip.' }),
  )
})

test('an answer without a body has nothing to mask; a part of one can not be masked', () => {
  const headers = [['content-type', 'image/png']] as const
  expect(textOf({ status: 204, headers })).toEqual({ encoding: 'identity' })
  expect(textOf({ status: 304, headers })).toEqual({ encoding: 'identity' })
  expect(() => textOf({ status: 206, headers: [['content-type', 'text/plain']] })).toThrow(
    expect.objectContaining({ code: 'ERR_UNMASKABLE', fix: 'Ask again without Range.' }),
  )
})
