import { createPublicKey, generateKeyPairSync, hash } from 'node:crypto'
import type { ChainHead, StoredCheckpoint } from '../../../src/core/checkpoint.ts'
import type { Entry, FoundEntry, Head } from '../../../src/core/journal.ts'
import { chain, ORIGIN } from '../../../src/journal/chain.ts'
import { nextCheckpoint, sign } from '../../../src/journal/checkpoint.ts'
import { type Draft, draftOfIntent, draftOfOutcome, draftOfWriter } from '../../../src/journal/drafts.ts'
import { readSigningKey, type SigningKey } from '../../../src/journal/signing-key.ts'
import { anIntent, anOutcome, NOON } from '../../support/rows.ts'

/** Writers' names, in order. */
export const [A, B, C] = ['a', 'b', 'c'].map((letter) => `01900000-0000-7000-8000-00000000000${letter}`) as [
  string,
  string,
  string,
]

export function newKey(): Promise<SigningKey> {
  const { privateKey } = generateKeyPairSync('ed25519')
  return readSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

/** What verifies what the key has signed. */
export function keysOf(...keys: readonly SigningKey[]) {
  return new Map(keys.map(({ jwk, privateKey }) => [jwk.kid, createPublicKey(privateKey)]))
}

/** An id that follows from a number. */
export function idOf(number: number): string {
  const hex = hash('md5', String(number))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

const SESSION = idOf(-1)
const [INTENT, OUTCOME] = [anIntent({ decisions: [] }), anOutcome(idOf(0))]

/** Drafts of a chain, from its `first` on: its writer, then exchanges by turns with their answers. */
export function drafts(count: number, first = 1): Draft[] {
  return Array.from({ length: count }, (_, index): Draft => {
    const number = first + index
    if (number === 1) return draftOfWriter({ lane: 'plain', host: 'h', pid: 1, version: '1', started: NOON }, NOON)
    const of = { exchange: idOf(Math.floor(number / 2)), session: SESSION, at: NOON + number }
    return number % 2 === 0 ? draftOfIntent({ ...INTENT, ...of }) : draftOfOutcome({ ...OUTCOME, ...of })
  })
}

export function entriesOf(writer: string, count: number, from: Head = ORIGIN): readonly Entry[] {
  return chain(writer, from, drafts(count, from.sequence + 1)).entries
}

/** As a database has an entry. */
export function found({ line, hash, at, ...entry }: Entry): FoundEntry {
  return { ...entry, at: String(at), hash, line }
}

/** Checkpoints, one for each of these standings. */
export async function checkpointsOf(
  key: SigningKey,
  standings: readonly (readonly ChainHead[])[],
): Promise<readonly StoredCheckpoint[]> {
  const made: StoredCheckpoint[] = []
  for (const heads of standings) {
    const checkpoint = nextCheckpoint(made.toReversed(), heads, NOON + made.length)!
    made.push({ number: checkpoint.number, at: checkpoint.at, jws: await sign(checkpoint, key) })
  }
  return made
}

export const headOf = ({ writer, sequence, hash }: Entry): ChainHead => ({ writer, sequence, hash })

export async function* pagesOf<T>(all: readonly T[], size = 3): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}
