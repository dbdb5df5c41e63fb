import { isNonEmpty } from '../../src/core/json.ts'

test('a list with a member is not empty', () => {
  expect(isNonEmpty([undefined])).toBe(true)
  expect(isNonEmpty([])).toBe(false)
})
