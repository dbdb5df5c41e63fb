import { git } from './git.ts'
import { askingUpstream, HEAD, type Mirror, type Remote } from './mirror.ts'
import { objectsNamed } from './objects.ts'

/** Names the file that lists fingerprints of what is no secret, one a line; `#` begins a comment. */
export const IGNORE_FILE = '.sallyportignore'

/** Bytes of it that are read. A longer one counts as none. */
const MOST_BYTES = 1024 ** 2

/**
 * The fingerprints that the upstream's default branch lists: what was merged there, never what a push brings along. What
 * can't be read lists nothing.
 */
export async function ignoredFingerprints(
  mirror: Mirror,
  remote: Remote,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const env = { GIT_DIR: mirror.path, ...askingUpstream(remote) }
  const [file] = await objectsNamed(env, [`${HEAD}:${IGNORE_FILE}`], signal)
  if (file?.type !== 'blob' || file.size > MOST_BYTES) return new Set()
  const text = (await git({ args: ['cat-file', 'blob', file.oid], env, signal })).toString('utf8')
  const words = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  return new Set(words.filter((word) => /^[0-9a-f]{32}$/.test(word)))
}
