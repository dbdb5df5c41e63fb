import { createSessionValues } from '../../src/masking/session-values.ts'

test('what was masked in a session is known in it, once, and in no other', () => {
  const values = createSessionValues()
  values.add('a', Buffer.from('first-value'))
  const list = values.of('a')
  values.add('a', Buffer.from('first-value'))
  expect(values.of('a')).toBe(list)
  values.add('a', Buffer.from('second-value'))
  expect([list, values.of('a'), values.of('b')]).toEqual([['first-value'], ['first-value', 'second-value'], []])
})

test('what turns up by chance is not remembered, nor are documents', () => {
  const values = createSessionValues()
  values.add('a', Buffer.from('1234567'))
  values.add('a', Buffer.alloc(4_097, 'x'))
  expect(values.of('a')).toEqual([])
})

test('of many the oldest are forgotten, of a session’s values and of sessions', () => {
  const values = createSessionValues()
  for (let index = 0; index <= 1_000; index++) values.add('a', Buffer.from(`one-value-${index}`))
  expect([values.of('a').length, values.of('a')[0]]).toEqual([1_000, 'one-value-1'])
  for (let index = 0; index < 10_000; index++) values.add(`s${index}`, Buffer.from('some-value'))
  expect([values.of('a'), values.of('s0')]).toEqual([[], ['some-value']])
})
