import { readJson } from '../../../src/protocols/forge/json.ts'

const read = (text: string, options?: { folded: boolean }) => readJson(Buffer.from(text), options)

test.each([
  '{"a":{"b":1},"b":[{"a":1},{"a":2}],"c":"a\\\\","d":"\\"a\\":{","":[]}',
  ' [ {"a": "b", "b": "a"} , "a", "a" ] ',
  '"text"',
  '{"__proto__":{"a":1}}',
])('%s is what JSON.parse says', (text) => {
  expect(JSON.stringify(read(text))).toBe(JSON.stringify(JSON.parse(text)))
})

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"x":[{"a":1,"b":"\\\\","a":2}]}', 'a'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"a":{"a":{}},"b":[],"a":{}}', 'a'],
  ['{"":1,"":2}', ''],
])('%s has a name twice', (text, name) => {
  expect(() => read(text)).toThrow(`The body has the name ${JSON.stringify(name)} twice in one object.`)
})

test.each(['', '{', '{"a":1,}', "{'a':1}", '{"a":1}{}', 'NaN', '\ufeff{}', '{"a":1 /* b */}'])(
  '%j is no JSON',
  (text) => {
    expect(() => read(text)).toThrow('The body is not the JSON that it says it is.')
  },
)

test('text that is not UTF-8 is no JSON', () => {
  expect(() => readJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('The body is not the JSON that it says it is.')
})

test('depth is bounded', () => {
  expect(read('['.repeat(64) + ']'.repeat(64))).toBeDefined()
  expect(() => read('['.repeat(65) + ']'.repeat(65))).toThrow('nested deeper than 64 levels')
})

test('folded names are those that Go takes for the same', () => {
  const folded = { folded: true }
  expect(read('{"New_Branch":[{"Path":"A"}]}', folded)).toEqual({ new_branch: [{ path: 'A' }] })
  expect(() => read('{"branch":1,"BRANCH":2}', folded)).toThrow('twice')
  // The Kelvin sign and the long s.
  expect(() => read('{"branch_k":1,"branch_\u212a":2}', folded)).toThrow('twice')
  expect(() => read('{"files":1,"file\u017f":2}', folded)).toThrow('twice')
  expect(read('{"branch":1,"BRANCH":2}')).toEqual({ branch: 1, BRANCH: 2 })
})

test('a long text takes no longer than it has to', () => {
  const content = 'a'.repeat(8 * 1024 ** 2)
  expect(read(`{"content":"${content}","branch":"main"}`)).toEqual({ content, branch: 'main' })
})
