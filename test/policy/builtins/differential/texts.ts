import fc from 'fast-check'
import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { type Cases, either, joined, json, number, row, sample, scalar, setOf, text } from './sample.ts'

const directive = row(
  ['%'],
  joined(['#', '0', '+', '-', ' '], 2),
  ['', '', '', '[1]', '[2]', '[9]', '[x]', '['],
  ['', '', '3', '12', '*', '1000001'],
  ['', '', '.', '.2', '.7', '.*', '.25'],
  ['', '', '', '[1]'],
  [...'vTtbdoOqxXUceEfFgGs%zé!'],
)
const format = fc
  .array(either([' and ', '%d', '%s', '%v', '', '%', '世界'], directive), { maxLength: 4 })
  .map((parts) => parts.join(''))

const version = row(
  ['', 'v', 'vv'],
  ['1.0.0', '1.0.1', '1.10.0', '01.0.0', '1.0', '1.0.0.0', '9223372036854775808.0.0', '1.-1.0'],
  ['', '-alpha', '-alpha.1', '-1', '-01', '-rc.10', '-rc.9', '-', '-a..b', '-0a', '-a_b'],
  ['', '+b', '+', '+b.1'],
)
const plainVersion = row(
  ['', 'v'],
  ['1.0.0', '1.2.0', '1.10.0'],
  ['', '-alpha', '-alpha.1', '-1', '-11', '-rc.2', '-a.b'],
)

const amount = row(
  either(
    [
      '1',
      '1.5',
      '.5',
      '5.',
      '-1',
      '+2',
      '1e3',
      '1e',
      '1e-2',
      '1.2.3',
      '--1',
      '1e1000000',
      '12345678901234567891.5',
      '18446744073709551617',
      '.',
      ' 1',
      '"1"',
    ],
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
  ),
  [
    '',
    'k',
    'K',
    'm',
    'M',
    'Ki',
    'mi',
    'g',
    'Ti',
    'p',
    'E',
    'ei',
    'b',
    'kb',
    'KiB',
    'MB',
    'gib',
    'EiB',
    'x',
    'kİB',
    'é',
  ],
)

const operands = fc.array(either<Value>([[], new Map()], text, number, json), { maxLength: 4 })
const texts = fc.oneof(text, fc.array(text, { maxLength: 3 }), setOf(text))
const pair = fc.tuple(text, text)

/** Builtins of strings and of what is written in them. */
const base64 = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => Buffer.from(value).toString('base64')),
  joined(['YQ', '==', '=', 'YWJj', '\n', '-', 'w6k', '/', '+'], 4),
)

export const textCases: Cases = {
  'base64.is_valid': sample(fc.tuple(base64), 400),
  sprintf: sample(fc.tuple(format, operands), 1000),
  'strings.any_prefix_match': sample(fc.tuple(fc.oneof(texts, scalar), texts)),
  'strings.any_suffix_match': sample(fc.tuple(texts, fc.oneof(texts, scalar))),
  'strings.count': sample(pair),
  'strings.split_n': sample(fc.tuple(text, text, number)),
  indexof_n: sample(pair),
  'crypto.md5': sample(fc.tuple(scalar)),
  'crypto.sha1': sample(fc.tuple(text)),
  'crypto.sha256': sample(fc.tuple(text)),
  'crypto.hmac.md5': sample(pair),
  'crypto.hmac.sha1': sample(pair),
  'crypto.hmac.sha256': sample(pair),
  'crypto.hmac.sha512': sample(pair),
  'crypto.hmac.equal': sample(pair),
  'hex.encode': sample(fc.tuple(text)),
  'hex.decode': sample(fc.tuple(either(['', '61', 'C3a9', '6', 'zz', 'F09F9880'], text))),
  'base64url.encode_no_pad': sample(fc.tuple(text)),
  'semver.is_valid': sample(fc.tuple(fc.oneof(version, scalar))),
  'semver.compare': sample(fc.tuple(fc.oneof(plainVersion, version), plainVersion)),
  'units.parse': sample(fc.tuple(amount), 300),
  'units.parse_bytes': sample(fc.tuple(amount), 300),
}
