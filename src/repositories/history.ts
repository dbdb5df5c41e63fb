import { type Change, createReader } from './changes.ts'
import { GitFailed, git, gitLines, gitOutput } from './git.ts'
import { LIMITS, tooMuch } from './limits.ts'
import { HEAD, NAMED } from './mirror.ts'
import { type ObjectInfo, objectsNamed } from './objects.ts'
import type { Quarantine } from './quarantine.ts'

/** One ref that a push creates or moves; object names are hex, `old` is null for one that is created. */
export interface Move {
  readonly ref: string
  readonly old: string | null
  readonly new: string
}

/** What a move does to its ref's history. */
export interface History {
  /** What `new` stands for, its tags looked through. */
  readonly target: 'commit' | 'tree' | 'blob'
  /** Whether commits of `old` are gone, or may be: where it can't be told, they are. */
  readonly forced: boolean
  /** Commits that the ref hasn't had, newest first: since `old`, and for a new ref those that no branch or tag has. */
  readonly commits: readonly string[]
  /** Whether there are more than are listed. */
  readonly truncated: boolean
}

/** Commits that are looked at for all refs of a push together. */
const MOST_COMMITS = 20_000
/** Steps from commit to parent for all refs together. */
const MOST_STEPS = 1_000_000
/** Refs that one push may move: each takes git some runs. */
const MOST_MOVED = 1_000
/** Without what the upstream has published: what only a push has named is no reason to pass over anything. */
const PUBLISHED = ['--not', `--exclude=${NAMED}*`, '--all'] as const
/** Runs of git at once. */
const AT_ONCE = 4

/** What a push's moves do. */
export interface Histories {
  /** A move at a time. */
  readonly histories: readonly History[]
  /** Every commit of any of them once, each before its parents. */
  readonly commits: readonly string[]
}

/** Commits, and the parents of each. */
type Graph = Map<string, readonly string[]>

/**
 * What each move does. Rejects with {@link GitFailed} where commits are missing that neither the push nor the mirror has,
 * and with {@link MissingObject} for a ref's old value, unless the mirror is `fresh`: then nobody will ever know it.
 */
export async function historiesOf(
  { all }: Quarantine,
  moves: readonly Move[],
  signal: AbortSignal,
  fresh: boolean,
): Promise<Histories> {
  const olds = moves.flatMap(({ old }) => old ?? [])
  if (olds.length > MOST_MOVED) {
    throw tooMuch(`The push moves more than ${MOST_MOVED} refs; it may make more.`)
  }
  const named = await objectsNamed(
    all,
    [...moves.map((move) => move.new), ...olds].map((oid) => `${oid}^{}`),
    signal,
  )
  const targets = named.slice(0, moves.length)
  const befores = new Map(olds.map((oid, index) => [oid, named[moves.length + index] ?? null]))
  const created = moves.flatMap((move, index) =>
    move.old === null && targets[index]?.type === 'commit' ? [targets[index].oid] : [],
  )
  const made = await graphOf(all, created, PUBLISHED, signal)
  const order = new Map([...made.graph.keys()].map((oid, index) => [oid, index]))
  const whole: Graph = new Map(made.graph)
  let steps = 0
  const histories = await inParts(moves, async (move, index): Promise<History> => {
    const target = targets[index]
    if (target === null || target === undefined) throw new MissingObject(move.new)
    if (target.type === 'tree' || target.type === 'blob') {
      return { target: target.type, forced: move.old !== null, commits: [], truncated: true }
    }
    if (move.old !== null) {
      const before = befores.get(move.old) ?? null
      if (before === null && !fresh) throw new MissingObject(move.old)
      const history = await moved(all, before, target.oid, whole, signal)
      steps += history.commits.length
      if (steps > MOST_STEPS) throw tooMuch('The push moves too many refs over too many commits.')
      return history
    }
    const { commits, taken } = reachable(made.graph, order, target.oid, MOST_STEPS - steps)
    steps += taken
    return { target: 'commit', forced: false, commits, truncated: made.truncated || steps >= MOST_STEPS }
  })
  return { histories, commits: childrenFirst(whole) }
}

/** An object that a push needs and doesn't hold; the mirror may be behind. */
export class MissingObject extends Error {
  override readonly name = 'MissingObject'
  constructor(oid: string) {
    super(`no object ${oid}`)
  }
}

async function moved(
  env: NodeJS.ProcessEnv,
  before: ObjectInfo | null,
  next: string,
  whole: Graph,
  signal: AbortSignal,
): Promise<History> {
  const known = before?.type === 'commit'
  const since = known ? [`^${before.oid}`] : PUBLISHED
  const [{ graph, truncated }, kept] = await Promise.all([
    graphOf(env, [next], since, signal),
    known && isAncestor(env, before.oid, next, signal),
  ])
  for (const [oid, parents] of graph) whole.set(oid, parents)
  return {
    target: 'commit',
    forced: !kept,
    commits: [...graph.keys()],
    truncated: !known || truncated,
  }
}

async function isAncestor(env: NodeJS.ProcessEnv, old: string, next: string, signal: AbortSignal): Promise<boolean> {
  try {
    await git({ args: ['merge-base', '--is-ancestor', old, next], env, signal })
    return true
  } catch (thrown) {
    // Anything but a plain yes is a no: a history that is cut off can't show that nothing is lost.
    if (thrown instanceof GitFailed) return false
    throw thrown
  }
}

/** The commits that tips lead to, each before its parents, without what `since` leads to. */
async function graphOf(
  env: NodeJS.ProcessEnv,
  tips: readonly string[],
  since: readonly string[],
  signal: AbortSignal,
): Promise<{ graph: Graph; truncated: boolean }> {
  const graph: Graph = new Map()
  if (tips.length === 0) return { graph, truncated: false }
  const args = ['rev-list', '--parents', '--topo-order', `--max-count=${MOST_COMMITS + 1}`, '--stdin', ...since]
  const stdin = tips.map((tip) => `${tip}\n`).join('')
  let truncated = false
  await gitLines({ args, env, stdin, signal, limits: LIMITS }, (line) => {
    const [oid, ...parents] = line.split(' ')
    if (graph.size === MOST_COMMITS) truncated = true
    else graph.set(oid!, parents)
  })
  return { graph, truncated }
}

/** All commits of a graph in an order in which none comes after a parent of its own. */
function childrenFirst(graph: Graph): string[] {
  const children = new Map<string, number>()
  for (const parents of graph.values()) for (const oid of parents) children.set(oid, (children.get(oid) ?? 0) + 1)
  const order = [...graph.keys()].filter((oid) => !children.has(oid))
  for (const oid of order) {
    for (const parent of graph.get(oid)!) {
      const left = children.get(parent)! - 1
      children.set(parent, left)
      if (left === 0 && graph.has(parent)) order.push(parent)
    }
  }
  return order
}

function reachable(parents: Graph, order: ReadonlyMap<string, number>, from: string, most: number) {
  const seen = new Set<string>()
  const open = [from]
  let taken = 0
  for (let oid = open.pop(); oid !== undefined && taken < most; oid = open.pop()) {
    taken++
    if (seen.has(oid) || !parents.has(oid)) continue
    seen.add(oid)
    open.push(...parents.get(oid)!)
  }
  return { commits: [...seen].sort((a, b) => order.get(a)! - order.get(b)!), taken }
}

/**
 * What differs both from what the ref had and from the upstream's HEAD: what a push ends up with without any of its
 * commits saying so, such as a merge that takes an older version back. Without a HEAD, all that differs from what the ref
 * had; nothing for a new ref.
 */
export async function divergentChanges(
  { all }: Quarantine,
  { old, new: next }: Move,
  signal: AbortSignal,
): Promise<readonly Omit<Change, 'commit'>[]> {
  if (old === null) return []
  const [before, head, after] = await objectsNamed(all, [`${old}^{tree}`, `${HEAD}^{tree}`, `${next}^{tree}`], signal)
  if (!before || !after) return []
  const since = await difference(all, before.oid, after.oid, signal)
  if (!head) return since
  const paths = new Set((await difference(all, head.oid, after.oid, signal)).map(({ path }) => path))
  return since.filter(({ path }) => paths.has(path))
}

async function difference(env: NodeJS.ProcessEnv, from: string, to: string, signal: AbortSignal): Promise<Change[]> {
  const found: Change[] = []
  const args = ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--no-abbrev', from, to]
  const read = createReader((change) => void found.push(change))
  await gitOutput({ args, env, signal, limits: LIMITS }, read)
  return found
}

async function inParts<T, U>(list: readonly T[], work: (item: T, index: number) => Promise<U>): Promise<U[]> {
  const done: U[] = []
  for (let at = 0; at < list.length; at += AT_ONCE) {
    done.push(...(await Promise.all(list.slice(at, at + AT_ONCE).map((item, index) => work(item, at + index)))))
  }
  return done
}
