import { isToken, noCredential, objectOf, said } from '../../src/credentials/answer.ts'
import { fault, USELESS } from './surroundings.ts'

test.each([
  ['{"a":1}', { a: 1 }],
  ['[1]', null],
  ['null', null],
  ['"text"', null],
  ['<html>', null],
  ['', null],
])('%j', (text, expected) => {
  expect(objectOf({ status: 200, text })).toEqual(expected)
})

test.each([
  ['abc.DEF-_~+/=', true],
  ['a b', false],
  ['a\n', false],
  ['ü', false],
  ['', false],
  [1, false],
])('%j is a token: %s', (value, expected) => {
  expect(isToken(value)).toBe(expected)
})

test('what a source says is one line of bounded length, without secrets', () => {
  const mask = (text: string) => text.replaceAll('hunter2', '[masked]')
  expect(said('No hunter2 here.\n\x1b[31mred\u202e', mask)).toBe(': No [masked] here. [31mred')
  expect(said('x'.repeat(400), mask)).toBe(`: ${'x'.repeat(300)}`)
  expect(said(undefined, mask)).toBe('')
  expect(said('', mask)).toBe('')
  expect(said({ message: 'x' }, mask)).toBe('')
})

test('an answer that is no credential is named after what it isn’t', () => {
  expect(noCredential('STS', 'identity')).toEqual(fault(USELESS, 'STS answered with something that is no identity'))
})
