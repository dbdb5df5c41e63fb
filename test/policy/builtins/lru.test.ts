import { Lru } from '../../../src/policy/builtins/lru.ts'

test('what was made is kept, and not made again', () => {
  const cache = new Lru<object>(4)
  const made = cache.get('a', () => ({}))
  expect(cache.get('a', () => ({}))).toBe(made)
})

test('what is used stays, and what is not goes', () => {
  const cache = new Lru<string>(4)
  const makes: string[] = []
  const make = (key: string) => {
    makes.push(key)
    return key
  }
  for (const key of ['a', 'b', 'a', 'c', 'a', 'd', 'a', 'e', 'a', 'b']) cache.get(key, make)
  expect(makes).toEqual(['a', 'b', 'c', 'd', 'e', 'b'])
})

test('what could not be made is not kept', () => {
  const cache = new Lru<string>(4)
  const failing = () => {
    throw new Error('no')
  }
  expect(() => cache.get('a', failing)).toThrow('no')
  expect(cache.get('a', () => 'made')).toBe('made')
})
