import { field, isObject, readObject } from '../../../../src/protocols/git/lfs/json.ts'

const read = (text: string) => readObject(Buffer.from(text))

test('an object is read as it is', () => {
  expect(read('{ "a": [{"b" : "c\\":", "d": {"a": null}}], "__proto__": 1 }')).toEqual(
    JSON.parse('{"a": [{"b": "c\\":", "d": {"a": null}}], "__proto__": 1}'),
  )
})

test.each([
  ['{', "The body of Git LFS's request is not JSON."],
  ['{} {}', "The body of Git LFS's request is not JSON."],
  ['[]', "The body of Git LFS's request is no JSON object."],
  ['"a"', "The body of Git LFS's request is no JSON object."],
  ['{"a": 1, "a": 2}', "The body of Git LFS's request has a name twice."],
  ['{"a": 1, "\\u0061": 2}', "The body of Git LFS's request has a name twice."],
  ['{"a": 1, "A": 2}', "The body of Git LFS's request has a name twice."],
  ['{"a": [{"b": 1, "b": 2}]}', "The body of Git LFS's request has a name twice."],
  [`{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`, "The body of Git LFS's request is nested too deep."],
])('%.40s is refused', (text, message) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})

test('what is not UTF-8 is refused', () => {
  expect(() => readObject(Buffer.from([0x22, 0xff, 0x22]))).toThrow("The body of Git LFS's request is not JSON.")
})

test('a name in other letters than its own is refused, since some servers take it', () => {
  expect([field({ operation: 'a' }, 'operation'), field({}, 'operation')]).toEqual(['a', undefined])
  expect(() => field({ Operation: 'a' }, 'operation')).toThrow(
    'Git LFS knows the name "operation", and some servers take "Operation" for it.',
  )
})

test('what an object is', () => {
  expect([{}, [], null, 'a', undefined].map(isObject)).toEqual([true, false, false, false, false])
})
