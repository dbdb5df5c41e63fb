import { hash as digest } from 'node:crypto'
import type { FoundEntry } from '../../core/journal.ts'
import { ORIGIN } from '../chain.ts'
import type { SignedHead } from './checkpoints.ts'

/** An entry that is wrong, and how. */
export interface EntryProblem {
  readonly writer: string
  readonly sequence: number
  readonly what: string
}

/** One chain, as far as it was read. */
export interface VerifiedChain {
  readonly writer: string
  readonly entries: number
  /** Up to where checkpoints cover it. */
  readonly signed: number
  /** When the first entry was made that none covers: milliseconds since the epoch; null where all are covered. */
  readonly since: number | null
}

export interface VerifiedEntries {
  readonly entries: number
  readonly chains: readonly VerifiedChain[]
  /** The first that is wrong; null where none is. */
  readonly problem: EntryProblem | null
}

type Signed = ReadonlyMap<string, readonly SignedHead[]>

/** Verifies entries, chain after chain, each in order, up to the first that is wrong. */
export async function verifyEntries(
  pages: AsyncIterable<readonly FoundEntry[]>,
  signed: Signed,
): Promise<VerifiedEntries> {
  const walk = createWalk(signed)
  // One behind: what comes next tells which of two that don't fit together is wrong.
  let entry: FoundEntry | undefined
  for await (const page of pages) {
    for (const next of page) {
      const problem = entry === undefined ? null : walk.step(entry, next)
      if (problem !== null) return walk.result(problem)
      entry = next
    }
  }
  const problem = entry === undefined ? null : walk.step(entry, null)
  return walk.result(problem ?? walk.end())
}

function createWalk(signed: Signed) {
  const chains: { writer: string; entries: number; signed: number; since: number | null }[] = []
  const absent = [...signed.keys()].sort()
  let heads: readonly SignedHead[] = []
  let [nextHead, covered] = [0, 0]
  let writer = ''
  let { sequence, hash } = ORIGIN
  let total = 0

  /** What is missing at the chain's end. */
  const close = (): EntryProblem | null => {
    const head = heads.at(-1)
    if (head === undefined || head.sequence <= sequence) return null
    return { writer, sequence: sequence + 1, what: `is missing: checkpoint ${head.checkpoint} covers it` }
  }

  /** The first chain before this writer's that was signed, and isn't there. */
  const absentBefore = (at: string | null): EntryProblem | null => {
    while (absent.length > 0 && (at === null || absent[0]! <= at)) {
      const lost = absent.shift()!
      if (lost === at) return null
      const [{ checkpoint }] = signed.get(lost) as readonly [SignedHead]
      return {
        writer: lost,
        sequence: 1,
        what: `is missing, with all of its chain: checkpoint ${checkpoint} covers it`,
      }
    }
    return null
  }

  const begin = (entry: FoundEntry): EntryProblem | null => {
    const open = (chains.length === 0 ? null : close()) ?? absentBefore(entry.writer)
    if (open !== null) return open
    if (entry.writer < writer) return { ...placeOf(entry), what: 'its chain comes too late' }
    writer = entry.writer
    sequence = ORIGIN.sequence
    hash = ORIGIN.hash
    heads = signed.get(writer) ?? []
    nextHead = 0
    covered = heads.at(-1)?.sequence ?? 0
    chains.push({ writer, entries: 0, signed: covered, since: null })
    return null
  }

  /** Where a head was signed: all of the entries up to it that no head before it covers are these, or not. */
  const checkHead = (entry: FoundEntry, next: FoundEntry | null): EntryProblem | null => {
    const head = heads[nextHead]
    if (head === undefined || head.sequence !== entry.sequence) return null
    nextHead++
    if (head.hash === hash) return checkHead(entry, next)
    const what = `what checkpoint ${head.checkpoint} covers`
    // The next one goes on from what was signed.
    const alone = next?.writer === writer && parsed(next.line)?.previous === head.hash
    if (alone) return { ...placeOf(entry), what: `it is not ${what}` }
    const first = (heads[nextHead - 2]?.sequence ?? 0) + 1
    const which = first === entry.sequence ? 'it is not' : `from here to ${entry.sequence}, entries are not`
    return { writer, sequence: first, what: `${which} ${what}` }
  }

  return {
    step(entry: FoundEntry, next: FoundEntry | null): EntryProblem | null {
      if (entry.writer === '') return { writer, sequence: sequence + 1, what: 'its text is no entry' }
      const began = entry.writer === writer && chains.length > 0 ? null : begin(entry)
      if (began !== null) return began
      if (entry.sequence !== sequence + 1) {
        const missing = entry.sequence > sequence
        return { writer, sequence: sequence + 1, what: missing ? 'is missing' : `${entry.sequence} comes in its place` }
      }
      const itself = digest('sha256', entry.line)
      if (!entry.line.startsWith(beginning(entry, hash))) return misfit(entry, hash, itself, next)
      if (entry.hash !== null && entry.hash !== itself) {
        return { ...placeOf(entry), what: 'its text is not the one that was hashed' }
      }
      if (entry.sequence === 1 && entry.kind !== 'writer') {
        return {
          ...placeOf(entry),
          what: `its chain begins with this entry of kind ${entry.kind}, not with its writer`,
        }
      }
      sequence = entry.sequence
      hash = itself
      total++
      const chain = chains.at(-1)!
      chain.entries = sequence
      if (sequence === covered + 1) chain.since = Number(entry.at)
      return checkHead(entry, next)
    },
    end: () => (chains.length === 0 ? null : close()) ?? absentBefore(null),
    result: (problem: EntryProblem | null): VerifiedEntries => ({ entries: total, chains, problem }),
  }
}

const placeOf = ({ writer, sequence }: FoundEntry) => ({ writer, sequence })

/** How a line begins that has these columns, and comes behind the entry with this hash. */
function beginning({ writer, sequence, kind, at, session, exchange }: FoundEntry, previous: string): string {
  const quoted = (id: string | null) => (id === null ? 'null' : `"${id}"`)
  return (
    `{"writer":"${writer}","sequence":${sequence},"previous":"${previous}","kind":"${kind}","at":${at},` +
    `"session":${quoted(session)},"exchange":${quoted(exchange)},`
  )
}

/** What is wrong with an entry whose text doesn't begin as it should. */
function misfit(entry: FoundEntry, previous: string, itself: string, next: FoundEntry | null): EntryProblem {
  const said = parsed(entry.line)
  const [place, { line: _line, hash: _hash, ...columns }] = [placeOf(entry), entry]
  if (said === null) return { ...place, what: 'its text is no entry' }
  for (const [column, value] of Object.entries(columns)) {
    const told = said[column]
    if (told !== value && String(told) !== value)
      return { ...place, what: `its text has another ${column} than its row` }
  }
  if (entry.hash !== null && entry.hash !== itself) return { ...place, what: 'its text is not the one that was hashed' }
  // The next one goes on from here: so this is the entry that was, and names what was before it.
  const goesOn = next?.writer === entry.writer && parsed(next.line)?.previous === itself
  if (goesOn && entry.sequence > 1 && said.previous !== previous) {
    return { ...place, sequence: entry.sequence - 1, what: `it is not the one that entry ${entry.sequence} follows` }
  }
  return {
    ...place,
    what:
      said.previous === previous ? 'its text is not written as entries are' : 'it does not follow the entry before it',
  }
}

function parsed(line: string): { readonly [member: string]: unknown } | null {
  try {
    const read: unknown = JSON.parse(line)
    return typeof read === 'object' && read !== null ? (read as { [member: string]: unknown }) : null
  } catch {
    return null
  }
}
