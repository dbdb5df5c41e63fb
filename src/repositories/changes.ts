import { unintelligible } from '../core/errors.ts'
import { gitOutput } from './git.ts'
import { LIMITS, tooMuch } from './limits.ts'
import type { Quarantine } from './quarantine.ts'

/** What one commit makes of one path. */
export interface Change {
  readonly commit: string
  /** Bytes that are no UTF-8 stand as U+FFFD. */
  readonly path: string
  /** Git's file mode, `000000` where the path is gone. */
  readonly mode: string
  readonly oid: string
}

/**
 * Hands over every change that these commits make to their parents, commit by commit; a merge's are those that differ
 * from all its parents. Throws ERR_UNINTELLIGIBLE for a path that no file of a repository may have.
 * Source: git-diff-tree(1), "Raw output format" and "Diff format for merges".
 */
export async function changesOf(
  { all }: Quarantine,
  commits: readonly string[],
  signal: AbortSignal,
  take: (change: Change) => void,
): Promise<void> {
  if (commits.length === 0) return
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', '--raw', '-z', '--no-renames', '--no-abbrev']
  const stdin = commits.map((oid) => `${oid}\n`).join('')
  const read = createReader(take)
  await gitOutput({ args, env: all, stdin, signal, limits: LIMITS }, read)
}

/** Reads the output of diff-tree, however it is cut. */
export function createReader(take: (change: Change) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  let commit = ''
  let pending: { mode: string; oid: string } | undefined
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
      const field = bytes.toString('utf8', at, end)
      at = end + 1
      if (pending !== undefined) {
        if (field.length > LONGEST_PATH) throw tooLong()
        checkPath(field)
        take({ commit, path: field, ...pending })
        pending = undefined
      } else if (field.startsWith(':')) {
        pending = resultOf(field)
      } else {
        commit = field
      }
    }
    rest = Buffer.from(bytes.subarray(at))
    if (rest.length > LONGEST_PATH) throw tooLong()
  }
}

/** `:mode mode oid oid status`, and for a merge as many colons, modes and names more as it has parents more. */
function resultOf(field: string): { mode: string; oid: string } {
  const sides = /^:+/.exec(field)![0].length + 1
  const words = field.slice(sides - 1).split(' ')
  return { mode: words[sides - 1]!, oid: words[2 * sides - 1]! }
}

/** Bytes of a path: PATH_MAX of Linux, where work trees are laid out. */
const LONGEST_PATH = 4_096

function tooLong(): Error {
  return tooMuch(`The push holds a path of more than ${LONGEST_PATH} bytes.`)
}

function checkPath(path: string): void {
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
    throw unintelligible(
      'The push holds a path that leads out of its repository.',
      'No part of a path may be empty, ., .. or .git.',
    )
  }
}
