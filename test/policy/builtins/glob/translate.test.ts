import { parse } from '../../../../src/policy/builtins/glob/parse.ts'
import { translate } from '../../../../src/policy/builtins/glob/translate.ts'

test('a glob becomes a pattern of Go', () => {
  expect(translate(parse('a.*?**{b,[!x-z]}')!, ['/', '.'])).toBe(
    '(?s)^a\\.[^\\x{2f}\\x{2e}]*[^\\x{2f}\\x{2e}].*(?:b|[^\\x{78}-\\x{7a}])$',
  )
  expect(translate(parse('*?')!, [])).toBe('(?s)^.*.$')
})
