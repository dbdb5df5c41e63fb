import { hash as digest } from 'node:crypto'
import type { Entry, Head } from '../core/journal.ts'
import type { Draft } from './drafts.ts'

/** Where every chain begins. */
export const ORIGIN: Head = { sequence: 0, hash: '0'.repeat(64) }

/** The entries that drafts become, one after another behind `head`, and how far the chain has come with them. */
export function chain(
  writer: string,
  head: Head,
  drafts: readonly Draft[],
): { readonly entries: readonly Entry[]; readonly head: Head } {
  let { sequence, hash } = head
  const entries = drafts.map(({ kind, at, session, exchange, members }): Entry => {
    sequence++
    const line =
      `{"writer":"${writer}","sequence":${sequence},"previous":"${hash}","kind":"${kind}","at":${at},` +
      `"session":${JSON.stringify(session)},"exchange":${JSON.stringify(exchange)},${members}`
    hash = digest('sha256', line)
    return { writer, sequence, kind, at, session, exchange, line, hash }
  })
  return { entries, head: { sequence, hash } }
}
