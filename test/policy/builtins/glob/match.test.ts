import { flatten } from '../../../../src/policy/builtins/glob/flatten.ts'
import { matchOf } from '../../../../src/policy/builtins/glob/match.ts'
import { parse } from '../../../../src/policy/builtins/glob/parse.ts'

const matching = (pattern: string, texts: readonly string[], delimiters: readonly string[] = ['/']) =>
  texts.filter(matchOf(flatten(parse(pattern)!)![0]!, delimiters)!)

test('a text without marks matches itself', () => {
  expect(matching('main', ['main', 'mains', 'a'])).toEqual(['main'])
  expect(matching('', ['', 'a'])).toEqual([''])
})

test('one star stays within its delimiters, two do not', () => {
  const texts = ['a/', 'a/b', 'a/b/c', 'a', 'b/a/c']
  expect(matching('a/*', texts)).toEqual(['a/', 'a/b'])
  expect(matching('a/**', texts)).toEqual(['a/', 'a/b', 'a/b/c'])
  expect(matching('*', ['a', 'a/b'], [])).toEqual(['a', 'a/b'])
})

test('a beginning and an end do not overlap', () => {
  expect(matching('aba*ba', ['aba', 'ababa', 'abaxba'])).toEqual(['ababa', 'abaxba'])
})

test('stars of both kinds go together', () => {
  const texts = ['src/a.ts', 'src/a/b.ts', '/x.ts', 'a.ts', 'src/a.js']
  expect(matching('**/*.ts', texts)).toEqual(['src/a.ts', 'src/a/b.ts', '/x.ts'])
  expect(matching('**a*b', ['a/ab', 'axa/b', 'ab'])).toEqual(['a/ab', 'ab'])
})

test('a question mark and a class are one character each', () => {
  expect(matching('?[!a]', ['😀b', 'ba', '/b', 'b/', 'b😀'])).toEqual(['😀b', 'b/', 'b😀'])
})

test('a pattern with more steps than bits is left to others', () => {
  expect(matchOf(flatten(parse(`*${'a'.repeat(32)}*`)!)![0]!, [])).toBeNull()
  expect(matching(`*${'a'.repeat(31)}*`, ['b'.repeat(9) + 'a'.repeat(31), 'a'.repeat(30)])).toHaveLength(1)
})
