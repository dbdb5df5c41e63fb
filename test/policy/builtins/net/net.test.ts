import { call, stopsAt } from '../calling.ts'

test('a network is valid or not', () => {
  expect(['10.0.0.0/8', '::/0', '10.0.0.0', 1].map((text) => call('net.cidr_is_valid', text))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('a network is expanded to all its addresses', () => {
  expect(call('net.cidr_expand', '10.0.0.6/30')).toEqual(new Set(['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.7']))
  expect(call('net.cidr_expand', '::ffff:1.2.3.4/127')).toEqual(new Set(['1.2.3.4', '1.2.3.5']))
  expect(call('net.cidr_expand', '10.0.0.0')).toBeUndefined()
})

test('a large network stops before it is expanded', () => {
  expect(stopsAt(10_000_000, 'net.cidr_expand', '10.0.0.0/8')).toBe(true)
  expect(stopsAt(10_000_000, 'net.cidr_expand', '2001:db8::/1')).toBe(true)
  expect(() => call('net.cidr_expand', '::/0')).toThrow('all addresses')
})

test('matches are told by index, by key and by element', () => {
  expect(call('net.cidr_contains_matches', '10.0.0.0/8', '10.1.1.1')).toEqual(new Set([['10.0.0.0/8', '10.1.1.1']]))
  expect(call('net.cidr_contains_matches', ['10.0.0.0/8', ['11.0.0.0/8', 'x']], new Set(['11.0.0.1']))).toEqual(
    new Set([[1, '11.0.0.1']]),
  )
  expect(call('net.cidr_contains_matches', new Map([['k', '10.0.0.0/8']]), [['10.0.0.1', 7]])).toEqual(
    new Set([['k', 0]]),
  )
  expect(call('net.cidr_contains_matches', ['x'], ['10.0.0.1'])).toBeUndefined()
  expect(call('net.cidr_contains_matches', [[]], [])).toBeUndefined()
  expect(call('net.cidr_contains_matches', [], ['x'])).toEqual(new Set())
})

test('networks are merged from arrays and sets of strings', () => {
  expect(call('net.cidr_merge', new Set(['10.0.0.0/9', '10.128.0.0/9']))).toEqual(new Set(['10.0.0.0/8']))
  expect([call('net.cidr_merge', '10.0.0.0/8'), call('net.cidr_merge', [1]), call('net.cidr_merge', ['x'])]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
