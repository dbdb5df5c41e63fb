import { isStale } from '../../src/core/login.ts'
import { NOON } from '../support/rows.ts'

test.each([
  [false, 0, false],
  [false, 299_999, false],
  [false, 300_000, true],
  [false, -299_999, false],
  [false, -300_000, true],
  [false, Number.NaN, true],
  [true, 300_000, false],
])('groups of a login that is renewable: %s, told %d ms ago, are too old: %s', (renewable, age, stale) => {
  expect(isStale({ renewable, toldAt: NOON - age }, NOON)).toBe(stale)
})
