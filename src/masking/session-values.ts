import { forgetOldest } from '../core/oldest.ts'

/** A shorter value, in bytes, turns up by chance; a longer one is no secret but a document: it is hidden, and not kept. */
const SHORTEST = 8
export const LONGEST = 4_096
/** Values of a session that are remembered, and sessions of which any are: the oldest are forgotten first. */
const VALUES = 1_000
const SESSIONS = 10_000

/** What was masked in a session, in this process's memory alone, to be masked wherever it shows up again. */
export interface SessionValues {
  /** False where it is remembered already, or never is. */
  add(session: string, value: Buffer): boolean
  /** Another list once one was added. */
  of(session: string): readonly string[]
}

export function createSessionValues(): SessionValues {
  const sessions = new Map<string, { readonly values: Set<string>; list: readonly string[] | null }>()
  return {
    add(session, bytes) {
      if (bytes.length < SHORTEST || bytes.length > LONGEST) return false
      const value = bytes.toString()
      const known = sessions.get(session) ?? { values: new Set(), list: null }
      sessions.delete(session)
      sessions.set(session, known)
      if (known.values.has(value)) return false
      known.values.add(value)
      forgetOldest(known.values, VALUES)
      known.list = null
      forgetOldest(sessions, SESSIONS)
      return true
    },
    of(session) {
      const known = sessions.get(session)
      if (known === undefined) return NONE
      known.list ??= [...known.values]
      return known.list
    },
  }
}

const NONE: readonly string[] = []
