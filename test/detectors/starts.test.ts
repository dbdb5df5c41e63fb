import { tableOf } from '../../src/detectors/bytes.ts'
import type { Shape } from '../../src/detectors/rule.ts'
import { createStarts } from '../../src/detectors/starts.ts'

const digit = tableOf('0-9')
const shape = (more: Partial<Shape>): Shape => ({ keywords: [], starts: digit, match: () => false, ...more })
const starts = createStarts([
  { of: 'any', shape: shape({}) },
  { of: 'two', shape: shape({ startsWith: { lengths: [2] } }) },
  {
    of: 'behind',
    shape: shape({ startsWith: { behind: tableOf('A-Z') }, before: { table: tableOf('A-Z'), most: 3 } }),
  },
  { of: 'sign', shape: shape({ starts: tableOf('@') }) },
])

test('runs are told once, to those that they fit', () => {
  const found: string[] = []
  const spot = { at: 0, index: 0 }
  const told = starts.goOn(Buffer.from('1 22 B3@ AB'), spot, false, (of, at) => found.push(`${of} ${at}`) > 0)
  expect(found).toEqual(['any 0', 'any 2', 'two 2', 'any 6', 'behind 6', 'sign 7'])
  expect([told, spot.at]).toEqual([9, 11])
})

test('a run at the end waits, and so does what is not known yet', () => {
  const spot = { at: 0, index: 0 }
  expect(starts.goOn(Buffer.from('a 12'), spot, false, () => true)).toBe(2)
  const found: string[] = []
  expect(starts.goOn(Buffer.from('a 12 '), spot, false, (of) => found.push(of) < 2)).toBe(2)
  expect(starts.goOn(Buffer.from('a 12 '), spot, false, (of) => found.push(of) > 0)).toBe(5)
  expect(found).toEqual(['any', 'two', 'two'])
})

test('a long run is told at once, and its rest is none of its own', () => {
  const spot = { at: 0, index: 0 }
  const found: string[] = []
  const tell = (of: string, at: number) => found.push(`${of} ${at}`) > 0
  expect(starts.goOn(Buffer.from('1'.repeat(40)), spot, false, tell)).toBe(40)
  expect(starts.goOn(Buffer.from(`${'1'.repeat(60)} 2 `), spot, false, tell)).toBe(63)
  expect(found).toEqual(['any 0', 'any 61'])
})
