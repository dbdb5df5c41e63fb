import { indexOf, segmentsOf } from '../../../../src/policy/builtins/json/pointer.ts'
import { Numeral } from '../../../../src/policy/builtins/numeral.ts'

test('a path is a pointer or an array', () => {
  expect(segmentsOf('/a~1b/~0/')).toEqual(['a/b', '~', ''])
  expect(segmentsOf('a/b')).toEqual(['a', 'b'])
  expect([segmentsOf(''), segmentsOf('/'), segmentsOf(['a', 1])]).toEqual([[], [''], ['a', 1]])
  expect([segmentsOf(1), segmentsOf(null)]).toEqual([undefined, undefined])
})

test('an index is digits, or a dash for the end', () => {
  expect(['0', '12', '-', 3, new Numeral('2.0'), '+1', '-1', '1.0'].map((segment) => indexOf(segment, 9))).toEqual([
    0, 12, 9, 3, 2, 1, -1, 1,
  ])
  for (const segment of ['01', 'a', '', '1e1', 1.5, null]) expect(indexOf(segment, 9)).toBeUndefined()
})
