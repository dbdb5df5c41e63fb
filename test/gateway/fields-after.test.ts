import { fieldsAfter } from '../../src/gateway/fields-after.ts'

const headers = [
  ['content-type', 'text/plain'],
  ['content-length', '4'],
  ['content-encoding', 'gzip'],
  ['content-digest', 'sha-256=:x:'],
  ['accept-ranges', 'bytes'],
  ['trailer', 'x'],
  ['etag', '"1"'],
] as const

test('what is untouched keeps all that is said of it, but the announcement of trailers', () => {
  expect(fieldsAfter(headers, 'none')).toEqual(headers.filter(([name]) => name !== 'trailer'))
})

test('what is decoded keeps a weak entity tag, and nothing else that is about its bytes', () => {
  expect(fieldsAfter(headers, 'decoded')).toEqual([
    ['content-type', 'text/plain'],
    ['etag', 'W/"1"'],
  ])
  expect(fieldsAfter([['etag', 'W/"2"']], 'decoded')).toEqual([['etag', 'W/"2"']])
})

test('what is masked has no entity tag', () => {
  expect(fieldsAfter(headers, 'masked')).toEqual([['content-type', 'text/plain']])
})
