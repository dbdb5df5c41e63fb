import { createMessageRedactor, maskedMessage } from '../../../src/masking/structured/message.ts'
import { targetsOf } from '../../../src/masking/structured/targets.ts'
import { field, redact, redactAnyhow } from './redact.ts'

const targets = targetsOf([{ key: 's', field: field() }])

test('JSON has its fields replaced; what has no members passes', () => {
  const make = () => createMessageRedactor(targets, null)
  expect(redactAnyhow(make, '{"s":"1"}')).toBe('{"s":"<fixed 1 00000000000a]"}')
  expect(redactAnyhow(make, 'ready s: 1')).toBe('ready s: 1')
  expect(maskedMessage(Buffer.from('[1,{"s":true}]'), targets, null).toString()).toBe('[1,{"s":false}]')
})

test('a message may be an array: a pointer names its members by their indexes', () => {
  const first = targetsOf([{ pointer: '/0', field: field() }])
  expect(maskedMessage(Buffer.from('["1","2"]'), first, null).toString()).toBe('["<fixed 1 00000000000a]","2"]')
  expect(maskedMessage(Buffer.from('[DONE]'), first, null).toString()).toBe('[DONE]')
})

test('anything else is refused, and more than a mebibyte', () => {
  const unmaskable = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
  expect(() => maskedMessage(Buffer.from('{s:1}'), targets, null)).toThrow(unmaskable)
  expect(() => redact(createMessageRedactor(targets, null), 'x'.repeat(1_100_000), 60_000)).toThrow(unmaskable)
})
