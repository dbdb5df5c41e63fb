import {
  contains,
  hostBits,
  lastOf,
  mapped,
  parseEither,
  parseNetwork,
  unmap,
} from '../../../../src/policy/builtins/net/network.ts'

const network = (text: string) => parseNetwork(text)!

test('a network is read with what is behind its prefix cleared', () => {
  expect(network('10.1.2.3/8')).toEqual({ first: { value: 0x0a000000n, bits: 32 }, prefix: 8 })
  expect(network('2001:db8::1/032').prefix).toBe(32)
  for (const text of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', '::/129', 'x/8']) {
    expect(parseNetwork(text)).toBeNull()
  }
})

test('a network knows its last address', () => {
  expect([hostBits(network('10.0.0.0/30')), lastOf(network('10.0.0.0/30'))]).toEqual([2, 0x0a000003n])
})

test('IPv4 in IPv6 is IPv4', () => {
  expect(unmap(network('::ffff:10.0.0.0/104'))).toEqual(network('10.0.0.0/8'))
  expect(mapped({ value: 1n, bits: 32 })).toBe(0xffff00000001n)
})

test('networks contain networks and addresses of their own kind', () => {
  const within = (outer: string, inner: string) => contains(network(outer), parseEither(inner)!)
  expect(within('10.0.0.0/8', '10.255.255.255')).toBe(true)
  expect(within('10.0.0.0/8', '10.0.0.0/7')).toBe(false)
  expect(within('10.0.0.0/8', '::ffff:10.0.0.1')).toBe(true)
  expect(within('::/0', '10.0.0.1')).toBe(false)
  expect(within('2001:db8::/32', '2001:db8:1::/48')).toBe(true)
})
