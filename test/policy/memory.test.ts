import { createView } from '../../src/policy/memory.ts'
import { defaultBundle } from './engines.ts'

interface Exports {
  opa_json_parse(text: number, length: number): number
  opa_json_dump(value: number): number
  opa_malloc(bytes: number): number
}

function started() {
  const memory = new WebAssembly.Memory({ initial: 20, maximum: 100 })
  const none = () => 0
  const builtin = Object.fromEntries([0, 1, 2, 3, 4].map((count) => [`opa_builtin${count}`, none]))
  const env = { memory, opa_abort: none, opa_println: none, ...builtin }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(defaultBundle.wasm), { env })
  const exports = instance.exports as unknown as Exports
  return { memory, exports, view: createView(memory, exports) }
}

const { memory, exports, view } = started()
const parsed = (json: string) => exports.opa_json_parse(...view.put(json))

test.each([
  ['null', null],
  ['true', true],
  ['false', false],
  ['0', 0],
  ['-42', -42],
  ['9007199254740991', 2 ** 53 - 1],
  ['9007199254740993', 9007199254740993n],
  ['1748779200000000001', 1748779200000000001n],
  ['0.5', 0.5],
  ['""', ''],
  ['"main"', 'main'],
  ['"größe 🔑"', 'größe 🔑'],
  [JSON.stringify('x'.repeat(1000)), 'x'.repeat(1000)],
  ['[1, ["a", null], []]', [1, ['a', null], []]],
])('%s is read where it lies', (json, value) => {
  expect(view.value(parsed(json))).toEqual(value)
})

test.each(['{}', '{"a": 1}', '[{"a": 1}]', '[1, [{}]]'])('%s is not: objects are left to be printed', (json) => {
  expect(view.value(parsed(json))).toBeUndefined()
})

test('texts end with a zero', () => {
  expect(view.text(exports.opa_json_dump(parsed('{"a":["größe",1]}')))).toBe('{"a":["größe",1]}')
})

test('true and false are there before they are needed', () => {
  expect(view.booleans.map((address) => view.value(address))).toEqual([false, true])
})

test('memory that has grown is read and written as before', () => {
  const address = parsed('"before"')
  memory.grow(2)
  expect(view.value(address)).toBe('before')
  expect(view.value(parsed('"after"'))).toBe('after')
  view.write(Buffer.from('text\0'), address)
  expect(view.text(address)).toBe('text')
})

test('a runtime that keeps values otherwise is refused', () => {
  const odd = { opa_malloc: exports.opa_malloc, opa_json_parse: () => parsed('"another"') }
  expect(() => createView(memory, odd)).toThrow('It keeps values in an unknown way.')
})
