import { createEventsRedactor } from '../../../src/masking/structured/events.ts'
import { targetsOf } from '../../../src/masking/structured/targets.ts'
import { field, redact, redactAnyhow } from './redact.ts'

const targets = targetsOf([{ key: 's', field: field() }])
const mask = (text: string) => redactAnyhow(() => createEventsRedactor(targets, null), text)

test('data that is JSON has its fields replaced, whatever ends the lines', () => {
  for (const end of ['\n', '\r\n']) {
    const event = ['event: x', 'data: {"s":"1"}', 'id: 3', '', ''].join(end)
    expect(mask(event)).toBe(event.replace('"1"', '"<fixed 1 00000000000a]"'))
  }
})

test('data on many lines is one text, and stays on as many', () => {
  expect(mask('data: {"a":1,\ndata:"s":"2"}\nretry: 1\n\n')).toBe(
    'data: {"a":1,\ndata: "s":"<fixed 2 00000000000a]"}\nretry: 1\n\n',
  )
})

test('a byte-order mark hides no line', () => {
  expect(mask('\ufeffdata: {"s":"1"}\n\n')).toBe('\ufeffdata: {"s":"<fixed 1 00000000000a]"}\n\n')
})

test('comments, data without members, and events without any pass as they are', () => {
  const text = ': hello\n\ndata: [DONE]\n\ndata\n\nid: 1\n\ndata: {"t":"\ud83d\ude00"}\n\n'
  expect(mask(text)).toBe(text)
})

test('each event passes once it is complete; one that is not never does', () => {
  const redactor = createEventsRedactor(targets, null)
  expect(redactor.write(Buffer.from('data: {"s":1}\n')).toString()).toBe('')
  expect(redactor.write(Buffer.from('\ndata: {')).toString()).toBe('data: {"s":0}\n\n')
  expect(redactor.end().toString()).toBe('')
})

test('data with members that is not JSON is refused, and an event of more than a mebibyte', () => {
  const unmaskable = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
  expect(() => mask('data: {s:1}\n\n')).toThrow(unmaskable)
  expect(() => redact(createEventsRedactor(targets, null), `data: ${'x'.repeat(1_100_000)}`)).toThrow(unmaskable)
})
