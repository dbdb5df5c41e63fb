import { At, isMap } from '../../src/config/at.ts'

test('what is there is found with its path', () => {
  const field = new At({ list: [{ name: 'a' }, { name: 'b' }] }).get('list').items[1]!.get('name')
  expect(field.text).toBe('b')
  expect(field.says('is odd')).toEqual({ path: ['list', 1, 'name'], message: 'is odd' })
})

test('what is not there has a path all the same', () => {
  const field = new At({ list: 1 }).get('list').get('name')
  expect(field).toEqual({ value: undefined, path: ['list', 'name'] })
  expect([field.text, field.items, new At({}).get('constructor').value]).toEqual([undefined, [], undefined])
})

test('each value of a map', () => {
  expect(new At({ a: 1, b: { c: 2 } }).entries.map(({ path, value }) => [path, value])).toEqual([
    [['a'], 1],
    [['b'], { c: 2 }],
  ])
  expect([new At([1]).entries, new At('text').entries]).toEqual([[], []])
})

test('a map of fields', () => {
  expect([{}, [], null, 'text', 1, undefined].map(isMap)).toEqual([true, false, false, false, false, false])
})
