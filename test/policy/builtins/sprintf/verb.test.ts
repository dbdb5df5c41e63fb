import { noFlags } from '../../../../src/policy/builtins/sprintf/flags.ts'
import { formatOperand } from '../../../../src/policy/builtins/sprintf/verb.ts'

const text = (value: string) => ({ type: 'string', text: value }) as const
const float = (double: number) => ({ type: 'float64', double }) as const

test('strings are cut, quoted and written as bytes', () => {
  expect(formatOperand(text('héllo'), 's', { ...noFlags(), precision: 2 })).toBe('hé')
  expect(formatOperand(text('a"b'), 'q', noFlags())).toBe('"a\\"b"')
  expect(formatOperand(text('a"b'), 'q', { ...noFlags(), sharp: true })).toBe('`a"b`')
  expect(formatOperand(text('hé'), 'X', { ...noFlags(), space: true, sharp: true })).toBe('0X68 0XC3 0XA9')
})

test('floats have signs, points and zeros', () => {
  expect(formatOperand(float(1.5), 'f', { ...noFlags(), plus: true, zero: true, width: 10, precision: 1 })).toBe(
    '+0000001.5',
  )
  expect(formatOperand(float(3), 'g', { ...noFlags(), sharp: true })).toBe('3.00000')
  expect(formatOperand(float(3), 'e', { ...noFlags(), sharp: true, precision: 0 })).toBe('3.e+00')
  expect(formatOperand(float(-2.5), 'v', { ...noFlags(), width: 6 })).toBe('  -2.5')
})

test('a verb of another kind is complained of', () => {
  expect(formatOperand(text('a'), 'd', noFlags())).toBe('%!d(string=a)')
  expect(formatOperand(float(1), 'd', noFlags())).toBe('%!d(float64=1)')
  expect(formatOperand({ type: 'int64', integer: 5n }, 's', { ...noFlags(), width: 3, zero: true })).toBe(
    '%!s(int64=005)',
  )
})

test('types are told, and what tells of memory is refused', () => {
  expect(formatOperand({ type: '*big.Int', integer: 1n }, 'T', noFlags())).toBe('*big.Int')
  expect(() => formatOperand({ type: '*big.Int', integer: 1n }, 'p', noFlags())).toThrow('%p of so large an integer')
})
