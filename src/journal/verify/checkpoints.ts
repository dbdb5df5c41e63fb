import { compactVerify } from 'jose'
import type { ChainHead, Checkpoint, StoredCheckpoint } from '../../core/checkpoint.ts'
import { ORIGIN } from '../chain.ts'
import { nameOf } from '../checkpoint.ts'
import type { VerificationKeys } from './keys.ts'

/** A head that was signed, and by which checkpoint. */
export interface SignedHead extends ChainHead {
  readonly checkpoint: number
}

/** What checkpoints say, as far as they are what they were. */
export interface VerifiedCheckpoints {
  readonly count: number
  /** When the newest was made: milliseconds since the epoch. */
  readonly at: number | null
  /** Of each chain, in order; where it stood still only once. */
  readonly heads: ReadonlyMap<string, readonly SignedHead[]>
  /** The first that is wrong, and how; null where none is. */
  readonly problem: { readonly checkpoint: number; readonly what: string } | null
}

/**
 * Verifies checkpoints in order, up to the first that is wrong.
 *
 * @param anchored checkpoints that are kept elsewhere: each must be among them
 */
export async function verifyCheckpoints(
  pages: AsyncIterable<readonly StoredCheckpoint[]>,
  keys: VerificationKeys,
  anchored: readonly string[],
): Promise<VerifiedCheckpoints> {
  const heads = new Map<string, SignedHead[]>()
  const missing = new Set(anchored)
  let [count, previous]: [number, string] = [0, ORIGIN.hash]
  let at: number | null = null
  const ends = (what: string | null, checkpoint = count + 1): VerifiedCheckpoints => {
    return { count, at, heads, problem: what === null ? null : { checkpoint, what } }
  }
  for await (const page of pages) {
    for (const stored of page) {
      if (stored.number !== count + 1) return ends(stored.number > count ? 'is missing' : 'comes twice, or too late')
      const read = await verified(stored, keys)
      if (typeof read === 'string') return ends(read)
      const wrong = fault(read, stored, previous, heads)
      if (wrong !== null) return ends(wrong)
      for (const head of read.heads) keep(heads, { ...head, checkpoint: read.number })
      missing.delete(stored.jws)
      previous = nameOf(stored.jws)
      at = read.at
      count++
    }
  }
  const [lost] = missing
  if (lost === undefined) return ends(null)
  const said = await verified({ number: 0, at: 0, jws: lost }, keys)
  if (typeof said === 'string') return ends(`of the anchor: ${said}`)
  return ends('is in the anchor, and missing here, or another one', said.number)
}

/** What a checkpoint says, if a key that is trusted has signed it; else what is wrong with it. */
async function verified({ jws }: StoredCheckpoint, keys: VerificationKeys): Promise<Checkpoint | string> {
  let unknown = ''
  try {
    const { payload } = await compactVerify(
      jws,
      ({ kid = '' }) => {
        const key = keys.get(kid)
        if (key === undefined) unknown = kid
        return key ?? Promise.reject(new Error('unknown key'))
      },
      { algorithms: ['EdDSA'] },
    )
    return JSON.parse(Buffer.from(payload).toString()) as Checkpoint
  } catch {
    return unknown === '' ? 'its signature does not hold' : `it is signed by a key that wasn't given: ${unknown}`
  }
}

function fault(
  read: Checkpoint,
  stored: StoredCheckpoint,
  previous: string,
  heads: ReadonlyMap<string, readonly SignedHead[]>,
): string | null {
  if (read.number !== stored.number) return `it says that it is number ${read.number}`
  if (read.at !== stored.at) return 'its time is not the one that was signed'
  if (read.previous !== previous) return 'it does not follow the checkpoint before it'
  const back = read.heads.find(({ writer, sequence }) => sequence < (heads.get(writer)?.at(-1)?.sequence ?? 0))
  return back === undefined ? null : `it takes the chain ${back.writer} back`
}

function keep(heads: Map<string, SignedHead[]>, head: SignedHead): void {
  const known = heads.get(head.writer)
  if (known === undefined) heads.set(head.writer, [head])
  else if (known.at(-1)!.sequence < head.sequence || known.at(-1)!.hash !== head.hash) known.push(head)
}
