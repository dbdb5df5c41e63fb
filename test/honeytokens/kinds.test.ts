import { HONEYTOKEN_KINDS, type HoneytokenKind } from '../../src/core/honeytoken.ts'
import { hasChecksum } from '../../src/detectors/checksum.ts'
import { createScanner } from '../../src/detectors/scanner.ts'
import { IMITATIONS } from '../../src/honeytokens/kinds.ts'

/** Numbers that look random, the same ones each time. */
function drawing(seed: number): (below: bigint) => bigint {
  let state = BigInt(seed)
  return (below) => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % (1n << 64n)
    return (((state >> 20n) << 40n) ^ ((state * 0x9e3779b97f4a7c15n) >> 7n)) % below
  }
}

const scanner = createScanner()
/** How each is found: some by their names alone. */
const written = (kind: HoneytokenKind, value: string) =>
  kind === 'aws-secret-access-key' ? `aws_secret_access_key = ${value}\n` : `see ${value} there\n`

test.each(HONEYTOKEN_KINDS)('our own detector takes each %s for a real one', (kind) => {
  for (let seed = 1; seed <= 300; seed++) {
    const { value } = IMITATIONS[kind](drawing(seed))
    const rules = scanner.scan(Buffer.from(written(kind, value))).found.map(({ rule }) => rule)
    expect([value, rules]).toEqual([value, [kind]])
  }
})

test.each(['github-token', 'npm-token'] as const)('a %s ends in the checksum of the rest', (kind) => {
  const { value } = IMITATIONS[kind](drawing(5))
  expect(value).toMatch(/^(?:ghp|npm)_[0-9A-Za-z]{36}$/)
  expect(hasChecksum(value)).toBe(true)
})

test('an access key names an account of twelve digits', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { value } = IMITATIONS['aws-access-key'](drawing(seed))
    const digits = [...value.slice(4)].map((it) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(it))
    const bits = digits.reduce((sum, digit) => sum * 32n + BigInt(digit), 0n)
    // The first 48 bits, of which the first is no part of it, nor are the last seven.
    expect(String(((bits >> 32n) & 0x7fffffffff80n) >> 7n)).toMatch(/^[1-9]\d{11}$/)
  }
})

test('an address of a database is told by its password and its host as well', () => {
  const { value, parts } = IMITATIONS['database-url'](drawing(1))
  const { username, password, hostname, port } = new URL(value)
  expect(parts).toEqual([password, hostname])
  expect([username, port]).toEqual([expect.stringMatching(/^[a-z]+$/), '5432'])
  expect(hostname).toMatch(/^[a-z]+-[0-9a-f]{10}\.db\.internal$/)
})

test.each(HONEYTOKEN_KINDS)('a %s is written the same in JSON and in an address', (kind) => {
  const { value, parts } = IMITATIONS[kind](drawing(7))
  for (const one of kind === 'database-url' ? parts : [value]) {
    expect([JSON.stringify(one), encodeURIComponent(one)]).toEqual([`"${one}"`, one])
  }
})
