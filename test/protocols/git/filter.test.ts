import { readFilter } from '../../../src/protocols/git/filter.ts'

test.each([
  ['blob:none', ['blob:none']],
  ['blob:limit=10m', ['blob:limit=10m']],
  ['tree:0', ['tree:0']],
  ['sparse:oid=main:.sparse', ['sparse:oid=main:.sparse']],
  ['object:type=commit', ['object:type=commit']],
  ['combine:tree:3+blob:none', ['tree:3', 'blob:none']],
  ['combine:blob%3Anone+sparse:oid=a%2bb', ['blob:none', 'sparse:oid=a+b']],
])('%s', (text, parts) => {
  expect(readFilter(text)).toEqual(parts)
})

test.each([
  ['', 'Sallyport does not know the filter "".'],
  ['blob:all', 'Sallyport does not know the filter "blob:all".'],
  ['sparse:path=x', 'Sallyport does not know the filter "sparse:path=x".'],
  ['tree:-1', 'Sallyport does not know the filter "tree:-1".'],
  ['sparse:oid=a b', 'Sallyport does not know the filter "sparse:oid=a b".'],
  ['combine:', 'Sallyport does not know the filter "".'],
  ['combine:combine:tree:0', 'Sallyport does not know the filter "combine:tree:0".'],
  ['combine:%', 'A part of the filter is not percent-encoded UTF-8.'],
])('%j is refused', (text, message) => {
  expect(() => readFilter(text)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})
