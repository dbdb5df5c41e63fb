import { parseAuthority, parseHost, writtenAuthority } from '../../../src/gateway/proxy/authority.ts'

test.each([
  ['shop.test:443', 'shop.test:443'],
  ['SHOP.Test:443', 'shop.test:443'],
  ['shop.test.:8443', 'shop.test:8443'],
  ['XN--BCHER-KVA.test:443', 'xn--bcher-kva.test:443'],
  ['localhost:1', 'localhost:1'],
  ['192.0.2.7:443', '192.0.2.7:443'],
  ['[2001:DB8:0::1]:443', '[2001:db8::1]:443'],
  ['[::ffff:127.0.0.1]:443', '127.0.0.1:443'],
])('%s is %s', (text, written) => {
  expect(writtenAuthority(parseAuthority(text))).toBe(written)
})

test('a port that may be left out', () => {
  expect(parseAuthority('shop.test', 443)).toEqual({ host: 'shop.test', port: 443 })
  expect(parseAuthority('[::1]', 80)).toEqual({ host: '::1', port: 80 })
})

test.each([
  ['user@shop.test:443', 'names a user, which has no place there'],
  ['user:word@shop.test:443', 'names a user, which has no place there'],
  ['shop.test', 'names no port'],
  ['shop.test:', 'must name a port from 1 to 65535'],
  ['shop.test:0', 'must name a port from 1 to 65535'],
  ['shop.test:65536', 'must name a port from 1 to 65535'],
  ['shop.test:0443', 'must name a port from 1 to 65535'],
  ['shop.test:443:80', 'is not a host and a port'],
  ['::1:443', 'is not a host and a port'],
  ['0177.0.0.1:443', 'spells an IPv4 address in a way that programs read differently'],
  ['0x7f.1:443', 'spells an IPv4 address in a way that programs read differently'],
  ['0x7f000001:443', 'spells an IPv4 address in a way that programs read differently'],
  ['2130706433:443', 'spells an IPv4 address in a way that programs read differently'],
  ['127.1:443', 'spells an IPv4 address in a way that programs read differently'],
  ['256.0.0.1:443', 'spells an IPv4 address in a way that programs read differently'],
  ['a.0x:443', 'spells an IPv4 address in a way that programs read differently'],
  ['[fe80::1%eth0]:443', 'names an IPv6 zone, which means something on one machine only'],
  ['[::g]:443', 'is not an IPv6 address'],
  ['[127.0.0.1]:443', 'is not an IPv6 address'],
  ['shop..test:443', 'is not a plain host name'],
  ['.shop.test:443', 'is not a plain host name'],
  ['shop.test..:443', 'is not a plain host name'],
  [':443', 'is not a plain host name'],
  ['shop test:443', 'is not a plain host name'],
  ['shop.test/x:443', 'is not a plain host name'],
  ['shop%2etest:443', 'is not a plain host name'],
  ['bücher.test:443', 'is not a plain host name'],
  ['１２７.0.0.1:443', 'spells an IPv4 address in a way that programs read differently'],
  ['ⓢhop.test:443', 'is not a plain host name'],
  ['-shop.test:443', 'is not a plain host name'],
  [`${'a'.repeat(64)}.test:443`, 'is not a plain host name'],
])('%s is refused: it %s', (text, why) => {
  expect(() => parseAuthority(text)).toThrow(
    expect.objectContaining({
      code: 'ERR_UNINTELLIGIBLE',
      message: `The address that the request is for ${why}.`,
    }),
  )
})

test('a host alone', () => {
  expect([parseHost('Shop.Test.'), parseHost('[::1]')]).toEqual(['shop.test', '::1'])
  expect(() => parseHost('shop.test:443')).toThrow()
})
