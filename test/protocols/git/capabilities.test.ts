import { readCapabilities } from '../../../src/protocols/git/capabilities.ts'

test('capabilities stand between spaces, however many', () => {
  expect(readCapabilities('')).toEqual(new Set())
  expect(readCapabilities('  report-status agent=git/2 ')).toEqual(new Set(['report-status', 'agent=git/2']))
})

test.each([
  ['report-status report-status', 'The request names the capability "report-status" twice.'],
  ['object-format=sha1 object-format=sha256', 'The request names the capability "object-format" twice.'],
  ['atomic\0push-options', 'The list of capabilities holds a control character.'],
  ['atomic\n', 'The list of capabilities holds a control character.'],
  ['a'.repeat(4097), 'The list of capabilities is too long to be one.'],
])('%j is refused', (text, message) => {
  expect(() => readCapabilities(text)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})
