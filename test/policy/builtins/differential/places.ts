import fc from 'fast-check'
import { type Cases, either, joined, row, sample, scalar, setOf, text } from './sample.ts'

const ipv4 = fc
  .array(fc.constantFrom(0, 1, 10, 127, 128, 192, 255), { minLength: 4, maxLength: 4 })
  .map((bytes) => bytes.join('.'))
const ipv6 = fc.constantFrom(
  '2001:db8::',
  '2001:db8:0:1::',
  'fe80::1',
  'ffff::',
  '2:3:4:5:6:7:8:9',
  '2001:DB8::A',
  '::1',
  '::ffff:1.2.3.4',
  '::',
)
const bad = fc.constantFrom(
  '1.2.3',
  '01.2.3.4',
  '256.1.1.1',
  '',
  'a',
  '1::2::3',
  '12345::',
  'fe80::1%eth0',
  '::1.2.3',
  '1:2:3:4:5:6:7:8:9',
)
const network4 = row(ipv4, ['/0', '/8', '/20', '/24', '/30', '/31', '/32', '/33', '/ 8', '/024'])
const network = fc.oneof(
  network4,
  row(ipv6, ['/16', '/48', '/64', '/96', '/112', '/127', '/128', '/129']),
  row(bad, ['/8']),
  fc.constantFrom('/8', '::/+1'),
)
const address = fc.oneof(ipv4, ipv6, bad)
const close = (base: string, prefixes: readonly string[]) =>
  fc.array(row([base], fc.nat({ max: 9 }).map(String), prefixes), { maxLength: 8 })
const merged = fc.oneof(
  close('10.0.0.', ['/28', '/30', '/31', '/32', '']),
  close('2001:db8::', ['/124', '/126', '/127', '/128']),
  fc.array(network4, { maxLength: 4 }),
)
const matched = fc.oneof(
  fc.array(fc.oneof(network4, fc.tuple(network4, text)), { maxLength: 3 }),
  setOf(network4),
  network,
  scalar,
)

const uri = row(
  ['', '', 'http://', 'https://', 'HTTP://', '//', 'mailto:', 'a+b:', '1a:', 'postgres://', '://', 'http:', 'x:/'],
  ['', '', 'user@', 'u:p%20@', 'u p@', 'u%@', 'a@b@'],
  [
    '',
    'h',
    'example.com',
    '[::1]',
    '[::1',
    '[1.2.3.4]',
    'ex ample',
    'é.com',
    '%C3%A9',
    '%41',
    'a:b',
    'h<>',
    "it's",
    'x[y]',
    'h\u0001',
  ],
  ['', '', ':80', ':', ':8a', ':80:90'],
  [
    '',
    '/',
    '/a%20b',
    '/a b',
    '/a%2Fb',
    '/%',
    '/é',
    '/a;b,c',
    '/a[1]',
    'a/b',
    'a:b',
    '//x',
    '/*',
    "/'",
    '*',
    '/%c3%a9',
    '/a|b',
  ],
  ['', '', '?', '?a=%', '?a?b'],
  ['', '', '#f%20', '#%', '#a#b'],
)
const escaped = joined(['a', 'b', '%20', '%', '%4', '+', ' ', '&', '=', ';', 'é', '%C3%A9', '😀', '~', '*', '/'], 6)
const hexadecimal = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 32, maxLength: 32 })
const dashed = fc
  .tuple(hexadecimal, fc.constantFrom('1', '2', '4', '7'), fc.constantFrom('80', 'c1', 'e2', '03'))
  .map(([digits, version, variant]) =>
    [
      digits.slice(0, 8),
      digits.slice(8, 12),
      version + digits.slice(13, 16),
      variant + digits.slice(18, 20),
      digits.slice(20),
    ].join('-'),
  )
const uuid = fc.oneof(
  dashed,
  row(['urn:uuid:', 'URN:UUID:', 'urn:uuix:', '{', 'é', 'x'], dashed, ['', '}', 'y']),
  hexadecimal,
  row(hexadecimal, ['0']),
)

/** Builtins of addresses, URIs and identifiers. */
export const placeCases: Cases = {
  'net.cidr_intersects': sample(fc.tuple(network, network), 400),
  'net.cidr_contains': sample(fc.tuple(network, fc.oneof(network, address)), 400),
  'net.cidr_is_valid': sample(fc.tuple(fc.oneof(network, address, scalar))),
  'net.cidr_expand': sample(
    fc.tuple(fc.oneof(row(ipv4, ['/29', '/31', '/32', '/33']), row(ipv6, ['/125', '/127', '/128']))),
  ),
  'net.cidr_contains_matches': sample(
    fc.tuple(matched, fc.oneof(matched, address, fc.array(address, { maxLength: 2 }))),
    300,
  ),
  'net.cidr_merge': sample(fc.tuple(merged), 500),
  'uri.parse': sample(fc.tuple(uri), 1000),
  'uri.is_valid': sample(fc.tuple(fc.oneof(uri, scalar)), 300),
  'urlquery.encode': sample(fc.tuple(escaped)),
  'urlquery.decode': sample(fc.tuple(escaped)),
  'urlquery.encode_object': sample(
    fc.tuple(
      either(
        [new Map()],
        fc
          .array(fc.tuple(escaped, fc.oneof(escaped, fc.array(escaped, { maxLength: 3 }), setOf(text))), {
            maxLength: 3,
          })
          .map((entries) => new Map(entries)),
      ),
    ),
  ),
  'urlquery.decode_object': sample(fc.tuple(escaped)),
  'uuid.parse': sample(fc.tuple(fc.oneof(uuid, scalar)), 300),
}
