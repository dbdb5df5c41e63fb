import type { HoneytokenKind } from '../core/honeytoken.ts'
import { checksumOf } from '../detectors/checksum.ts'

/** What a honeytoken is handed out as, and by which parts of it it is told: where there are none, by all of it. */
export interface Imitation {
  readonly value: string
  readonly parts: readonly string[]
}

/** Takes a number below the given one off what a value is made of. */
export type Draw = (below: bigint) => bigint

/** RFC 4648, section 6. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const HEX = '0123456789abcdef'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ALPHANUMERIC = `0123456789${LETTERS}`

/**
 * What each kind looks like. Of the signs that a real one may have, those are left out that JSON, addresses or shells
 * escape: a value that is the same everywhere is found everywhere.
 */
export const IMITATIONS: { readonly [kind in HoneytokenKind]: (draw: Draw) => Imitation } = {
  'aws-access-key': (draw) => whole(`AKIA${accessKey(draw)}`),
  'aws-secret-access-key': (draw) => whole(characters(draw, ALPHANUMERIC, 40)),
  'github-token': (draw) => whole(`ghp_${withChecksum(draw)}`),
  'gitlab-token': (draw) => whole(`glpat-${characters(draw, ALPHANUMERIC, 20)}`),
  'npm-token': (draw) => whole(`npm_${withChecksum(draw)}`),
  'database-url': database,
}

const whole = (value: string): Imitation => ({ value, parts: [] })

function characters(draw: Draw, alphabet: string, count: number): string {
  const text = Array.from({ length: count }, () => alphabet[Number(draw(BigInt(alphabet.length)))])
  return text.join('')
}

/** Scanners read an account's number out of a key: the 40 bits behind the first. It has twelve digits. */
function accessKey(draw: Draw): string {
  const account = 100_000_000_000n + draw(900_000_000_000n)
  let bits = (((1n << 40n) | account) << 39n) | draw(1n << 39n)
  let text = ''
  for (let at = 0; at < 16; at++) {
    text = BASE32[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return text
}

/** The form of 2021 of both GitHub and npm. */
function withChecksum(draw: Draw): string {
  const body = characters(draw, ALPHANUMERIC, 30)
  return body + checksumOf(body)
}

const USERS = ['app', 'api', 'service', 'worker', 'backend', 'reports']
const DATABASES = ['orders', 'accounts', 'billing', 'customers', 'payments', 'inventory']

/** A name below `internal` is nobody's on the Internet (ICANN Board Resolution 2024.07.29.06). */
function database(draw: Draw): Imitation {
  const one = (words: readonly string[]) => words[Number(draw(BigInt(words.length)))]!
  const [user, name] = [one(USERS), one(DATABASES)]
  const password = characters(draw, LETTERS, 1) + characters(draw, ALPHANUMERIC, 22) + draw(10n)
  const host = `${name}-${characters(draw, HEX, 10)}.db.internal`
  return { value: `postgres://${user}:${password}@${host}:5432/${name}`, parts: [password, host] }
}
