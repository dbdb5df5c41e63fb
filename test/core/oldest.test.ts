import { forgetOldest } from '../../src/core/oldest.ts'

test('of more than so many the first goes, of a map and of a set', () => {
  const [map, set] = [
    new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]),
    new Set(['a', 'b']),
  ]
  forgetOldest(map, 2)
  forgetOldest(set, 2)
  expect([[...map.keys()], [...set]]).toEqual([
    ['b', 'c'],
    ['a', 'b'],
  ])
})
