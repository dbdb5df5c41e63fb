import { compile } from '../../../../src/policy/builtins/regex/compile.ts'
import { replaceAll } from '../../../../src/policy/builtins/regex/replace.ts'

const replace = (text: string, pattern: string, template: string) =>
  replaceAll(compile(() => {}, pattern)!, () => {}, text, template)

/** The template of a group by its name. */
const named = (name: string) => `$\{${name}}`

test('groups go in by number and by name', () => {
  expect(replace('ab-cd', '(?P<first>\\w)(\\w)', `$2${named('first')}`)).toBe('ba-dc')
  expect(replace('ab', '(a)(b)?', `${named('1')}x$2.`)).toBe('axb.')
})

test('a name is as long as can be, and what is not there is empty', () => {
  expect(replace('a', '(a)', `[$1x][$9][${named('none')}]`)).toBe('[][][]')
})

test('a dollar sign that names nothing stays', () => {
  expect(replace('a', 'a', '$$ $ ${ ${a $-')).toBe('$ $ ${ ${a $-')
})

test('an empty match is replaced, too', () => {
  expect(replace('abc', 'x*', '-')).toBe('-a-b-c-')
})
