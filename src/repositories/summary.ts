import { type Commit, commitsNamed } from './commits.ts'
import type { Move } from './history.ts'
import { objectsNamed } from './objects.ts'
import type { Quarantine } from './quarantine.ts'
import type { Scanned, Sighting } from './scan.ts'
import type { Place, Walked } from './walk.ts'

/** A path that a push changes. */
export interface ChangedPath {
  readonly path: string
  /** Git's file mode after the change; `000000` where the path is gone, `120000` a symbolic link, `160000` a submodule. */
  readonly mode: string
  /** Bytes; null for what is gone, and for what the upstream has already. */
  readonly size: number | null
  /** Null likewise. */
  readonly binary: boolean | null
}

/** A secret that was pushed: never its value. */
export interface Finding {
  readonly rule: string
  readonly confidence: 'provider' | 'generic'
  /** Null for what stands in no file: a message, or an object that no commit of the push leads to. */
  readonly path: string | null
  readonly line: number
  /** The first commit of the push that holds it; null where none does. */
  readonly commit: string | null
  readonly object: string
  readonly fingerprint: string
  /** Whether the ignore file on the upstream's default branch lists the fingerprint. */
  readonly ignored: boolean
}

/** What is inside a push, as far as one of its refs is concerned. A count is null where nobody has counted to the end. */
export interface Inspection {
  /** What the ref's new object stands for. */
  readonly target: 'commit' | 'tree' | 'blob'
  /** Whether commits that the ref had are gone, or may be. */
  readonly forced: boolean
  readonly commit_count: number | null
  readonly commits: readonly Commit[]
  readonly change_count: number | null
  readonly changes: readonly ChangedPath[]
  readonly finding_count: number | null
  readonly findings: readonly Finding[]
  /** Whether there is more of anything than is listed. */
  readonly truncated: boolean
}

/** How much of a push is listed, for all its refs together: a policy's input has an end. */
const LISTED = { commits: 400, changes: 2_500, findings: 200 } as const
/** Bytes of JSON that the changes listed may take, and likewise the findings. */
const LISTED_BYTES = 300_000

/** All that was found out about a push. */
export interface Found {
  readonly scanned: Scanned
  readonly walked: Walked
  /** Fingerprints of what is no secret. */
  readonly ignored: ReadonlySet<string>
}

/** What was found out, a move at a time, with as much of it as can be listed. */
export async function summarise(
  { all, pushed }: Quarantine,
  moves: readonly Move[],
  { scanned, walked, ignored }: Found,
  signal: AbortSignal,
): Promise<readonly Inspection[]> {
  const { histories, touched, places } = walked
  const order = new Map(walked.commits.map((oid, index) => [oid, index]))
  const findings = findingsOf(scanned.sightings, places, order, ignored)
  const [commitShare, changeShare, findingShare] = [LISTED.commits, LISTED.changes, LISTED.findings].map((most) =>
    Math.max(1, Math.floor(most / moves.length)),
  )
  const listed = histories.map(({ commits }) => commits.slice(0, commitShare))
  const bytes = LISTED_BYTES / moves.length
  const changed = touched.map((paths) => {
    const sorted = paths.toSorted((a, b) => compare(a.path, b.path) || compare(a.mode, b.mode))
    return within(bytes, sorted.slice(0, changeShare), ({ path }) => path)
  })
  const contents = [...new Set(changed.flat().flatMap(({ oids }) => [...oids]))].filter((oid) => !/^0*$/.test(oid))
  const [told, infos] = await Promise.all([
    commitsNamed({ all }, listed.flat(), signal),
    objectsNamed(pushed, contents, signal),
  ])
  const commits = new Map(told.map((it) => [it.oid, it]))
  const sizes = new Map(infos.flatMap((info) => (info === null ? [] : [[info.oid, info.size] as const])))
  const own = new Map(moves.map((_, index) => [index, [] as Finding[]]))
  const led = findings.length === 0 ? [] : histories.map(({ commits }) => new Set(commits))
  for (const finding of findings) for (const ref of refsOf(finding, moves, led)) own.get(ref)!.push(finding)

  return moves.map((_, index): Inspection => {
    const { target, forced, commits: all, truncated } = histories[index]!
    const mine = own.get(index)!
    const lists = {
      commits: listed[index]!.map((oid) => commits.get(oid)!),
      changes: changed[index]!.map(({ path, mode, oids }) => ({ path, mode, ...contentsOf(oids, sizes, scanned) })),
      findings: within(bytes, mine.slice(0, findingShare), ({ path }) => path),
    }
    const counts = {
      commit_count: truncated ? null : all.length,
      change_count: truncated || walked.truncated ? null : touched[index]!.length,
      finding_count: scanned.truncated ? null : mine.length,
    }
    const whole =
      lists.commits.length === counts.commit_count &&
      lists.changes.length === counts.change_count &&
      lists.findings.length === counts.finding_count
    return { target, forced, ...counts, ...lists, truncated: !whole }
  })
}

/** As many from the beginning as take no more bytes of JSON, by their one part that can be of any length. */
function within<T>(bytes: number, list: readonly T[], part: (item: T) => string | null): readonly T[] {
  let left = bytes
  return list.filter((item) => {
    left -= Buffer.byteLength(JSON.stringify(part(item))) + REST_BYTES
    return left >= 0
  })
}

/** Bytes of JSON that the other parts take. */
const REST_BYTES = 60

/** The largest of the contents that were pushed, and whether any of them is no text. */
function contentsOf(oids: ReadonlySet<string>, sizes: ReadonlyMap<string, number>, { binaries }: Scanned) {
  const pushed = [...oids].filter((oid) => sizes.has(oid))
  if (pushed.length === 0) return { size: null, binary: null }
  return { size: Math.max(...pushed.map((oid) => sizes.get(oid)!)), binary: pushed.some((oid) => binaries.has(oid)) }
}

/** The moves that a finding belongs to: those that lead to it, and else the first. */
function refsOf(finding: Finding, moves: readonly Move[], led: readonly ReadonlySet<string>[]): number[] {
  const refs = moves.flatMap((move, ref) => {
    const leads = finding.commit === null ? move.new === finding.object : led[ref]!.has(finding.commit)
    return leads ? [ref] : []
  })
  return refs.length > 0 ? refs : [0]
}

/** Each secret once for each file that it is in, in the order in which it came about. */
function findingsOf(
  sightings: readonly Sighting[],
  places: ReadonlyMap<string, Place>,
  commits: ReadonlyMap<string, number>,
  ignored: ReadonlySet<string>,
): Finding[] {
  const found = sightings.map(({ object, type, rule, confidence, line, fingerprint }): Finding => {
    const place = places.get(object)
    const commit = type === 'commit' && commits.has(object) ? object : (place?.commit ?? null)
    const known = ignored.has(fingerprint)
    return { rule, confidence, path: place?.path ?? null, line, commit, object, fingerprint, ignored: known }
  })
  const age = ({ commit }: Finding): number => (commit === null ? Number.POSITIVE_INFINITY : -commits.get(commit)!)
  const seen = new Set<string>()
  return found
    .sort(
      (a, b) => age(a) - age(b) || compare(a.path ?? '', b.path ?? '') || a.line - b.line || compare(a.rule, b.rule),
    )
    .filter(({ fingerprint, rule, path, object }) => {
      const key = JSON.stringify([fingerprint, rule, path ?? object])
      return seen.size < seen.add(key).size
    })
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
