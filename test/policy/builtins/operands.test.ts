import { ofStrings } from '../../../src/policy/builtins/operands.ts'

const join = ofStrings((_, ...texts) => texts.join('-'))

test('a builtin of strings answers strings, and nothing else', () => {
  expect(join.call(() => {}, 'a', 'b')).toBe('a-b')
  expect(join.call(() => {}, 'a', 1)).toBeUndefined()
  expect(join.call(() => {}, ['a'], 'b')).toBeUndefined()
})
