import { call } from './calling.ts'

test('base64 has its padding', () => {
  expect(['YQ==', 'YQ', '!'].map((text) => call('base64.is_valid', text))).toEqual([true, false, false])
})

test('JSON comes with its keys in order', () => {
  const value = new Map<string, number | string>([
    ['b', 1],
    ['a', '<&>'],
  ])
  expect(call('json.marshal', value)).toBe('{"a":"\\u003c\\u0026\\u003e","b":1}')
})

test('networks contain networks and addresses', () => {
  expect(call('net.cidr_contains', '10.0.0.0/8', '10.1.2.3')).toBe(true)
  expect(call('net.cidr_contains', '10.0.0.0/8', '11.0.0.0/9')).toBe(false)
  expect(call('net.cidr_contains', '::ffff:10.0.0.0/104', '10.1.2.3')).toBe(true)
  expect(call('net.cidr_contains', '10.0.0.0/8', 'text')).toBeUndefined()
  expect(call('net.cidr_intersects', '10.0.0.0/8', '::ffff:10.0.0.1/128')).toBe(true)
  expect(call('net.cidr_intersects', '10.0.0.0/8', '11.0.0.0/8')).toBe(false)
})
