import { tableOf } from '../../src/detectors/bytes.ts'
import { back, headOf } from '../../src/detectors/head.ts'

test('what may come before is any of several, as far as the longest', () => {
  const head = headOf([
    { table: tableOf('a-z'), most: 2 },
    { table: tableOf('0-9'), most: 4 },
  ])
  expect([
    back(head, Buffer.from('--a1b2c3'), 8),
    back(head, Buffer.from('-a1'), 3),
    back(head, Buffer.from('-'), 1),
  ]).toEqual([4, 1, 1])
  expect(back(headOf([]), Buffer.from('abc'), 3)).toBe(3)
})
