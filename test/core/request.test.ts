import { header } from '../../src/core/request.ts'

test('a header field is the value of its first line', () => {
  const headers = [
    ['accept', 'a'],
    ['x-empty', ''],
    ['accept', 'b'],
  ] as const
  expect(header(headers, 'accept')).toBe('a')
  expect(header(headers, 'x-empty')).toBe('')
  expect(header(headers, 'absent')).toBeUndefined()
  expect(header([], 'accept')).toBeUndefined()
})
