import { globsIntersect } from '../../../../src/policy/builtins/regex/globs.ts'

const intersect = (one: string, other: string) => globsIntersect(() => {}, one, other)

test('two patterns meet where some text matches both', () => {
  expect(intersect('a.a.[0-9]+z', 'aaaaaa[^x]?z')).toBe(false)
  expect(intersect('[a-z]+', '[0-9]*')).toBe(false)
  expect(intersect('a.*b', 'ax+b')).toBe(true)
  expect(intersect('ab', 'ab')).toBe(true)
  expect(intersect('ab', 'ac')).toBe(false)
  expect(intersect('\\*', '[*]')).toBe(true)
  expect(intersect('a*a*a+b', 'a+b')).toBe(true)
})

test('what is not a pattern has no answer', () => {
  for (const pattern of ['*', 'a**', '[a', 'a]', '[b-a]', '[-a]', 'a\\']) expect(intersect(pattern, 'a')).toBeNull()
})

test('a search that goes back without end stops', () => {
  let left = 1_000_000
  const spend = (units: number) => {
    left -= units
    if (left <= 0) throw new Error('spent')
  }
  const many = '.*a*'.repeat(20)
  expect(() => globsIntersect(spend, `${many}x+`, `${many}y+`)).toThrow('spent')
})
