import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from './git.ts'

/** Packs that a mirror may have: each fetch brings one, and git looks through all of them for what isn't there. */
const MOST_PACKS = 40
/** Milliseconds that it may take; the packs stay as they are where that isn't enough. */
const TIME = 600_000

/**
 * Makes one pack of many. Whoever reads meanwhile finds everything in the new pack. Rejects with GitFailed.
 *
 * @param path the mirror's GIT_DIR
 */
export async function tidy(path: string): Promise<void> {
  const files = await readdir(join(path, 'objects', 'pack')).catch(() => [])
  if (files.filter((file) => file.endsWith('.pack')).length <= MOST_PACKS) return
  // What isn't here was left out on purpose, and is nothing to fetch now.
  const env = { GIT_DIR: path, GIT_NO_LAZY_FETCH: '1' }
  await git({ args: ['repack', '-a', '-d', '-q'], env, signal: AbortSignal.timeout(TIME) })
}
