import { hash } from 'node:crypto'
import { CompactSign } from 'jose'
import type { ChainHead, Checkpoint, StoredCheckpoint } from '../core/checkpoint.ts'
import { ORIGIN } from './chain.ts'
import type { SigningKey } from './signing-key.ts'

/** Every so many checkpoints one tells of all chains. */
export const FULL_EVERY = 60

/** A checkpoint's JWS. */
export function sign(checkpoint: Checkpoint, { privateKey, jwk }: SigningKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(checkpoint)))
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
    .sign(privateKey)
}

/** What a JWS says, whoever signed it. */
export function payloadOf(jws: string): Checkpoint {
  return JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as Checkpoint
}

/** By which the next checkpoint names this one. */
export function nameOf(jws: string): string {
  return hash('sha256', jws)
}

/** How far each chain was signed, by its writer. `recent`: newest first, back to a full one at least, or to the first. */
export function signedHeads(recent: readonly StoredCheckpoint[]): ReadonlyMap<string, ChainHead> {
  const heads = new Map<string, ChainHead>()
  for (const { jws } of recent) {
    const { heads: signed, full } = payloadOf(jws)
    for (const head of signed) if (!heads.has(head.writer)) heads.set(head.writer, head)
    if (full) break
  }
  return heads
}

/** The checkpoint that comes next; null where no chain has moved. */
export function nextCheckpoint(
  recent: readonly StoredCheckpoint[],
  heads: readonly ChainHead[],
  at: number,
): Checkpoint | null {
  const signed = signedHeads(recent)
  const moved = heads.filter(({ writer, sequence }) => sequence > (signed.get(writer)?.sequence ?? 0))
  if (moved.length === 0) return null
  const [last] = recent
  const number = (last?.number ?? 0) + 1
  const full = number % FULL_EVERY === 1
  return {
    number,
    at,
    previous: last === undefined ? ORIGIN.hash : nameOf(last.jws),
    full,
    heads: full ? heads : moved,
  }
}
