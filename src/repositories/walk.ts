import { changesOf } from './changes.ts'
import { divergentChanges, type History, historiesOf, type Move } from './history.ts'
import type { Quarantine } from './quarantine.ts'

/** Where an object of a push is first met. */
export interface Place {
  readonly path: string
  readonly commit: string
}

/** One path, and one mode that commits of a push give it; with every content that it has in between. */
export interface Touched {
  readonly path: string
  readonly mode: string
  readonly oids: ReadonlySet<string>
}

/** What the commits of a push tell. */
export interface Walked {
  readonly histories: readonly History[]
  /** Every commit once, each before its parents. */
  readonly commits: readonly string[]
  /** By move. */
  readonly touched: readonly (readonly Touched[])[]
  readonly places: ReadonlyMap<string, Place>
  /** Whether there was more than could be remembered. */
  readonly truncated: boolean
}

/** Changes that are remembered of one push, and characters of their paths. */
const MOST = 100_000
const MOST_CHARACTERS = 16 * 1024 ** 2

/** Walks through every commit that a push brings to its refs. Rejects as `historiesOf` and `changesOf` do. */
export async function walk(
  quarantine: Quarantine,
  moves: readonly Move[],
  signal: AbortSignal,
  fresh: boolean,
): Promise<Walked> {
  const { histories, commits } = await historiesOf(quarantine, moves, signal, fresh)
  const refsOf = new Map<string, number[]>()
  histories.forEach(({ commits }, ref) => {
    for (const commit of commits) {
      const refs = refsOf.get(commit)
      if (refs === undefined) refsOf.set(commit, [ref])
      else refs.push(ref)
    }
  })
  const touched = moves.map(() => new Map<string, { path: string; mode: string; oids: Set<string> }>())
  const places = new Map<string, Place>()
  let remembered = 0
  let characters = 0
  const full = (): boolean => remembered === MOST || characters > MOST_CHARACTERS

  const remember = (ref: number, path: string, mode: string, oid: string): void => {
    if (full()) return
    remembered++
    characters += path.length
    const key = `${mode} ${path}`
    const known = touched[ref]!.get(key)
    if (known === undefined) touched[ref]!.set(key, { path, mode, oids: new Set([oid]) })
    else known.oids.add(oid)
  }

  await changesOf(quarantine, commits, signal, ({ commit, path, mode, oid }) => {
    // Parents come last, so that what stays is the oldest place of a content.
    if (!full() || places.has(oid)) places.set(oid, { path, commit })
    for (const ref of refsOf.get(commit) ?? []) remember(ref, path, mode, oid)
  })
  for (const [ref, move] of moves.entries()) {
    if (histories[ref]!.target !== 'commit') continue
    for (const { path, mode, oid } of await divergentChanges(quarantine, move, signal)) remember(ref, path, mode, oid)
  }
  return {
    histories,
    commits,
    touched: touched.map((paths) => [...paths.values()]),
    places,
    truncated: full(),
  }
}
