import { createBatchParser } from './batch.ts'
import { gitOutput } from './git.ts'
import { LIMITS } from './limits.ts'
import type { Quarantine } from './quarantine.ts'

/** Who made or applied a change: neither is proven. */
export interface Identity {
  readonly name: string
  readonly email: string
}

/** What a commit says of itself. */
export interface Commit {
  readonly oid: string
  readonly author: Identity
  readonly committer: Identity
  /** Whether it carries a signature; nobody has verified it. */
  readonly signed: boolean
  /** The first line of its message, cut where it is long. */
  readonly head: string
}

/** Bytes of a commit that are read, and characters of its message's first line that are kept. */
const MOST_BYTES = 65_536
const LONGEST_HEAD = 200
/** Characters of a name and of an address: more than RFC 5321 lets an address have. */
const LONGEST_IDENTITY = 320

/** What these commits say of themselves, in their order. */
export async function commitsNamed(
  { all }: Pick<Quarantine, 'all'>,
  oids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Commit[]> {
  const found: Commit[] = []
  if (oids.length === 0) return found
  let current = ''
  let text = Buffer.alloc(0)
  const parse = createBatchParser({
    object(oid) {
      current = oid
      text = Buffer.alloc(0)
      return true
    },
    bytes(piece, last) {
      if (text.length < MOST_BYTES) text = Buffer.concat([text, piece.subarray(0, MOST_BYTES - text.length)])
      if (last) found.push(readCommit(current, text.toString('utf8')))
    },
  })
  const stdin = oids.map((oid) => `${oid}\n`).join('')
  await gitOutput({ args: ['cat-file', '--batch', '--buffer'], env: all, stdin, signal, limits: LIMITS }, parse)
  return found
}

/** A commit object's header and message (gitformat-signature; git-commit(1), "COMMIT INFORMATION"). */
export function readCommit(oid: string, text: string): Commit {
  const end = text.indexOf('\n\n')
  const header = end < 0 ? text : text.slice(0, end)
  const field = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(header)?.[1] ?? ''
  return {
    oid,
    author: identityOf(field('author')),
    committer: identityOf(field('committer')),
    signed: /^gpgsig(?:-sha256)? /m.test(header),
    head:
      end < 0
        ? ''
        : text
            .slice(end + 2)
            .trimStart()
            .split('\n', 1)[0]!
            .slice(0, LONGEST_HEAD),
  }
}

function identityOf(field: string): Identity {
  const [, name = '', email = ''] = /^(.*?) ?<([^>]*)>/.exec(field) ?? []
  return { name: name.slice(0, LONGEST_IDENTITY), email: email.slice(0, LONGEST_IDENTITY) }
}
