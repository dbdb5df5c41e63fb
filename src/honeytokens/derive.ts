import { createHmac } from 'node:crypto'
import type { HoneytokenKind, Telltale } from '../core/honeytoken.ts'
import { type Draw, IMITATIONS } from './kinds.ts'

/** Variables by which honeytokens are handed out, and what each imitates. */
export interface ConfiguredHoneytokens {
  readonly [variable: string]: HoneytokenKind
}

/** A session's own honeytokens. */
export interface Honeytokens {
  /** For the environment of the session's job. */
  readonly variables: Readonly<Record<string, string>>
  /** All that tells of one. */
  readonly telltales: readonly Telltale[]
}

/**
 * The same at every replica, as often as it is asked: a keyed hash over session, variable and kind makes them, so that
 * no value is kept anywhere, and nobody without the key can tell them from any other.
 *
 * @param key 32 bytes
 */
export function deriveHoneytokens(key: Buffer, session: string, configured: ConfiguredHoneytokens): Honeytokens {
  const made = Object.entries(configured).map(([honeytoken, kind]) => {
    const { value, parts } = IMITATIONS[kind](drawFrom(key, JSON.stringify([session, honeytoken, kind])))
    return { honeytoken, value, parts }
  })
  return {
    variables: Object.fromEntries(made.map(({ honeytoken, value }) => [honeytoken, value])),
    telltales: made.flatMap(({ honeytoken, value, parts }) =>
      // What has all of it has its parts, and is told of as soon as one of them has come.
      (parts.length > 0 ? parts : [value]).map((one) => ({ honeytoken, value: one })),
    ),
  }
}

/**
 * Numbers off one that HMAC-SHA512 makes. No kind takes half of its 512 bits, so that remainders are as good as equally
 * likely.
 */
function drawFrom(key: Buffer, seed: string): Draw {
  let left = BigInt(`0x${createHmac('sha512', key).update(seed).digest('hex')}`)
  return (below) => {
    const drawn = left % below
    left /= below
    return drawn
  }
}
