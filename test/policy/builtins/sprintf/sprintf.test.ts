import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { call, stopsAt } from '../calling.ts'

const sprintf = (format: string, ...values: Value[]) => call('sprintf', format, values)

test('verbs take values in turn', () => {
  expect(sprintf('%s has %d of %v (%.1f%%)', 'a', 3, new Map([['k', [1, null]]]), 12.25)).toBe(
    'a has 3 of {"k": [1, null]} (12.2%)',
  )
  expect(sprintf('%v %v', true, new Set())).toBe('true set()')
})

test('widths and precisions come from the format or from values', () => {
  expect(sprintf('[%5d|%-5s|%05d|%.2s]', 1, 'a', -1, 'abc')).toBe('[    1|a    |-0001|ab]')
  expect(sprintf('[%*d|%-*d|%.*s]', 4, 1, 3, 2, 1, 'abc')).toBe('[   1|2  |a]')
  expect(sprintf('%*d', -3, 1)).toBe('1  ')
})

test('values are named by their place', () => {
  expect(sprintf('%[2]s %[1]s', 'a', 'b')).toBe('b a')
  expect(sprintf('%[1]d %d', 1, 2)).toBe('1 2')
})

test('what does not fit is complained of as Go does', () => {
  expect(sprintf('%d %s', 1)).toBe('1 %!s(MISSING)')
  expect(sprintf('a', 1, 'b')).toBe('a%!(EXTRA int64=1, string=b)')
  expect(sprintf('100%')).toBe('100%!(NOVERB)')
  expect(sprintf('%[3]d', 1)).toBe('%!d(BADINDEX)')
  expect(sprintf('%*d', 'x', 1)).toBe('%!(BADWIDTH)1')
  expect(sprintf('%.*d', 'x', 1)).toBe('%!(BADPREC)1')
  expect(sprintf('%z', null)).toBe('%!z(string=null)')
})

test('operands of other kinds have no answer', () => {
  expect([call('sprintf', 1, []), call('sprintf', 'a', new Set()), call('sprintf', 'a', 'b')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('wide fields stop before they are written', () => {
  expect(
    stopsAt(
      10_000_000,
      'sprintf',
      '%1000000d'.repeat(100),
      Array.from({ length: 100 }, () => 1),
    ),
  ).toBe(true)
})
