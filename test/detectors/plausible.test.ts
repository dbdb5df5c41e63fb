import { isPlausible, isStandIn, looksRandom } from '../../src/detectors/plausible.ts'
import { characters } from '../../src/detectors/sample.ts'

const plausible = (value: string, named: 'password' | 'key', bare = false) =>
  isPlausible(Buffer.from(value), 0, Buffer.byteLength(value), named, bare)

test.each([
  [characters('A-Za-z0-9', 24)],
  [characters('0-9a-f', 32)],
  [`${characters('A-Za-z0-9+/', 43)}=`],
  [characters('A-Za-z0-9._~', 38)],
  ['b7b1a2c4-93de-4b1f-8e0c-5a6d7e8f9a0b'],
])('a key: %s', (value) => {
  expect(plausible(value, 'key')).toBe(true)
  expect(plausible(value, 'key', true)).toBe(true)
})

test.each(['Winter!2024', 'qX7!mm2Z', 'hgtxkq-vbnm-482-zzqwp'])('a password: %s', (value) => {
  expect(plausible(value, 'password')).toBe(true)
})

test.each([
  ['', 'short1!'],
  ['stand-ins', 'changeme1234', 'your-api-key-1234', 'xxxxxxxx1234A', 'test_password_1A', 'Aa1!Aa1!aaaaaaaa'],
  [
    'references',
    '$DB_PASSWORD1a',
    '{{ .Values.a1 }}',
    'process.env.X1aB2c3',
    'op://vault/item/f1',
    `a${'$'}{B2c3d4e5f6}`,
  ],
  ['paths', '/run/secrets/a1B2c3', './a1B2c3d4e5f6.pem', 'shop.a1b2c3.io'],
  ['numbers and dates', '20261122101112', '2026-11-22T10:11:12Z', '10.11.12.13:8080'],
  ['words', 'getPasswordFromUser', 'shop-database-credentials', 'PasswordPassword', 'abcABCabcABC'],
  [
    'what is public',
    `sha256-${characters('A-Za-z0-9+/', 43)}=`,
    `ssh-rsa${characters('A-Z', 30)}`,
    'MIIBIjANBgkqhkiG9w0BAQ',
  ],
  ['words about secrets', 'Secret!2024', 'password-2-levels'],
  ['names of things', 'curle_ftp_weird_227_format', 'scram-sha-256', 'dhSinglePass-stdDH-sha1kdf-scheme'],
  ['bytes', '\\x6d\\x61\\x73\\x74\\x65\\x72'],
  ['texts', 'zwei Wörter 1!', 'Schlüssel12!'],
])('none of them: %s', (_, ...values) => {
  for (const value of values) expect([value, plausible(value, 'password')]).toEqual([value, false])
})

test('a UUID is a key and no password, and a bare value has no assignment inside', () => {
  expect(plausible('b7b1a2c4-93de-4b1f-8e0c-5a6d7e8f9a0b', 'password')).toBe(false)
  expect(plausible(`a=${characters('A-Za-z0-9', 24)}`, 'key', true)).toBe(false)
})

test('what stands in for a token', () => {
  expect(isStandIn('example-1')).toBe(true)
  expect(isStandIn('a1aaaaaaaa')).toBe(true)
  expect(isStandIn(characters('A-Za-z0-9', 20))).toBe(false)
  expect(looksRandom(characters('A-Za-z0-9', 20))).toBe(true)
  expect(looksRandom(`acme_${'x'.repeat(20)}`)).toBe(false)
  expect(looksRandom('ababababababababab')).toBe(false)
})
