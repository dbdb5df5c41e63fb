import { Numeral } from '../../../../src/policy/builtins/numeral.ts'
import { call } from '../calling.ts'

test('a pattern matches anywhere in a text', () => {
  expect(call('regex.match', 'b+', 'abbc')).toBe(true)
  expect(call('regex.match', '^b', 'abbc')).toBe(false)
  expect(call('re_match', '(?i)B', 'abbc')).toBe(true)
  expect([call('regex.match', '(', 'a'), call('regex.match', 'a', 1)]).toEqual([undefined, undefined])
})

test('a pattern is valid by the grammar of Go', () => {
  expect(['a+', '(?<n>a)', '(?=a)', 1].map((pattern) => call('regex.is_valid', pattern))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('a text is split between matches', () => {
  expect(call('regex.split', '-+', 'a--b-')).toEqual(['a', 'b', ''])
  expect(call('regex.split', '', 'a😀')).toEqual(['a', '😀'])
  expect(call('regex.split', 'x', '')).toEqual([''])
  expect(call('regex.split', '(', 'a')).toBeUndefined()
})

test('matches are found, with their groups or without', () => {
  expect(call('regex.find_n', 'a.', 'abacad', 2)).toEqual(['ab', 'ac'])
  expect(call('regex.find_all_string_submatch_n', '(a)|(b)', 'ab', -1)).toEqual([
    ['a', 'a', ''],
    ['b', '', 'b'],
  ])
  expect(call('regex.find_n', 'a', 'aaa', new Numeral('1.0'))).toEqual(['a'])
  expect(call('regex.find_n', 'a', 'aaa', 1.5)).toBeUndefined()
})

test('matches are replaced, and templates matched', () => {
  expect(call('regex.replace', 'foo', '(o)', '<$1>')).toBe('f<o><o>')
  expect(call('regex.replace', 'foo', '(', 'x')).toBeUndefined()
  expect(call('regex.template_match', 'a:<b+>', 'a:bb', '<', '>')).toBe(true)
  expect(call('regex.template_match', 'a', 'a', '<<', '>')).toBeUndefined()
  expect(call('regex.globs_match', 'a+', 'aa')).toBe(true)
  expect(call('regex.globs_match', '*', 'aa')).toBeUndefined()
})
