import type { StoredCheckpoint } from '../../core/checkpoint.ts'
import type { FoundEntry } from '../../core/journal.ts'
import { type VerifiedCheckpoints, verifyCheckpoints } from './checkpoints.ts'
import { type VerifiedEntries, verifyEntries } from './entries.ts'
import type { VerificationKeys } from './keys.ts'

/** Where a journal is read from, each in order, many at a time. */
export interface JournalSource {
  checkpoints(): AsyncIterable<readonly StoredCheckpoint[]>
  entries(): AsyncIterable<readonly FoundEntry[]>
  /** What happened, and isn't in any chain yet; null where the source doesn't tell. */
  happenings(): Promise<number | null>
}

export interface Verified {
  readonly checkpoints: VerifiedCheckpoints
  readonly entries: VerifiedEntries
  readonly happenings: number | null
}

/**
 * Verifies a journal with nothing but its public keys. Entries are compared with what checkpoints cover up to the first
 * that is wrong.
 *
 * @example
 * const { entries } = await verify(source, await readVerificationKeys([{ name: 'key.json', text }]), [])
 * if (entries.problem !== null) console.log(entries.problem.writer, entries.problem.sequence, entries.problem.what)
 */
export async function verify(
  source: JournalSource,
  keys: VerificationKeys,
  anchored: readonly string[],
): Promise<Verified> {
  const checkpoints = await verifyCheckpoints(source.checkpoints(), keys, anchored)
  const entries = await verifyEntries(source.entries(), checkpoints.heads)
  return { checkpoints, entries, happenings: await source.happenings() }
}

/** Whether all of it is as it was written. */
export function isSound({ checkpoints, entries }: Verified): boolean {
  return checkpoints.problem === null && entries.problem === null
}
