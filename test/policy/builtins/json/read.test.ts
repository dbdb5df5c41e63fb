import { isJson, readJson } from '../../../../src/policy/builtins/json/read.ts'
import { Numeral } from '../../../../src/policy/builtins/numeral.ts'

test('one value is JSON, as deep as Go goes', () => {
  expect(['{"a":[1]}', ' 1 ', '[1 2]', '{a:1}', '1 2', ''].map(isJson)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(isJson('['.repeat(10_000) + ']'.repeat(10_000))).toBe(true)
  expect(isJson('['.repeat(10_001) + ']'.repeat(10_001))).toBe(false)
  expect(isJson(JSON.stringify('['.repeat(20_000)))).toBe(true)
})

test('a value is read with its numbers exact', () => {
  expect(readJson('{"a":[9007199254740993,1.0,"é"]}')).toEqual(
    new Map([['a', [9007199254740993n, new Numeral('1.0'), 'é']]]),
  )
  expect(readJson('[1,]')).toBeUndefined()
  expect(() => readJson('"\\udead"')).toThrow('An escaped surrogate is not supported.')
})
