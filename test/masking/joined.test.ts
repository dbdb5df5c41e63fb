import { joined } from '../../src/masking/joined.ts'

test('one behind the other, and what is empty costs no copy', () => {
  const [one, other, none] = ['ab', 'cd', ''].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]
  expect(joined(one, other).toString()).toBe('abcd')
  expect(joined(one, none)).toBe(one)
  expect(joined(none, other)).toBe(other)
})
