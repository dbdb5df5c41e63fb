import { createKnownValues } from '../../src/masking/values.ts'

test('the list is another one only when a value came or went', () => {
  const values = createKnownValues()
  const none = values.list()
  values.add('abc')
  expect(values.list()).toBe(none)
  values.add('secret')
  const one = values.list()
  expect(one).toEqual(['secret'])
  values.add('secret')
  values.remove('secret')
  values.remove('another')
  expect(values.list()).toBe(one)
  values.remove('secret')
  expect(values.list()).toEqual([])
})
