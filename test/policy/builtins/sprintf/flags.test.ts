import { noFlags, pad } from '../../../../src/policy/builtins/sprintf/flags.ts'

test('a text is padded to its width in characters', () => {
  expect(pad('a😀', { ...noFlags(), width: 4 })).toBe('  a😀')
  expect(pad('ab', { ...noFlags(), width: 4, minus: true, zero: true })).toBe('ab  ')
  expect(pad('ab', { ...noFlags(), width: 4, zero: true })).toBe('00ab')
  expect([pad('ab', noFlags()), pad('ab', { ...noFlags(), width: 1 })]).toEqual(['ab', 'ab'])
})
