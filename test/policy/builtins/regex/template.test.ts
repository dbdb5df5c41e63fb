import { compileTemplate } from '../../../../src/policy/builtins/regex/template.ts'

const free = () => {}

test('what is between the delimiters is a pattern, and the rest text', () => {
  const template = compileTemplate(free, 'urn:a.b:<[0-9]{2}|x>:c', '<', '>')
  expect(
    ['urn:a.b:12:c', 'urn:a.b:x:c', 'urn:aXb:12:c', 'urn:a.b:123:c'].map((text) => template?.test(free, text)),
  ).toEqual([true, true, false, false])
})

test('delimiters that do not pair off, and patterns that are none, have no template', () => {
  expect([compileTemplate(free, 'a<b', '<', '>'), compileTemplate(free, 'a>b', '<', '>')]).toEqual([null, null])
  expect(compileTemplate(free, 'a<(>', '<', '>')).toBeNull()
})

test('delimiters may nest', () => {
  expect(compileTemplate(free, '{a{2}}', '{', '}')?.test(free, 'aa')).toBe(true)
})
