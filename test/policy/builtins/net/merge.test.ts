import { mergeNetworks } from '../../../../src/policy/builtins/net/merge.ts'

const merge = (...texts: string[]) => mergeNetworks(() => {}, texts)

test('networks that touch or overlap become the fewest', () => {
  expect(merge('10.0.0.0/25', '10.0.0.128/25')).toEqual(['10.0.0.0/24'])
  expect(merge('10.0.0.0/24', '10.0.0.7/32', '10.0.2.0/24')).toEqual(['10.0.0.0/24', '10.0.2.0/24'])
  expect(merge('10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32')).toEqual(['10.0.0.1/32', '10.0.0.2/31'])
  expect(merge('2001:db8::/33', '2001:db8:8000::/33')).toEqual(['2001:db8::/32'])
})

test('an address stands for the network of its class, as OPA has it', () => {
  expect(merge('10.1.2.3')).toEqual(['10.1.2.3/8'])
  expect(merge('172.16.0.1')).toEqual(['172.16.0.1/16'])
  expect(merge('192.168.1.1', '192.168.0.0/24')).toEqual(['192.168.0.0/23'])
})

test('what is no network has no answer', () => {
  expect([merge('x'), merge('::1')]).toEqual([null, null])
})

test('what OPA merges wrongly is refused', () => {
  expect(() => merge('::ffff:10.0.0.0/120')).toThrow('IPv4 written as IPv6')
  expect(() => merge('::/0', '10.0.0.0/8')).toThrow('IPv4 and IPv6 together')
  expect(() => merge('1::/17', '1:8000::/17')).toThrow('::/8')
})
