import type { Body, FinderPlan } from '../detectors/index.ts'
import { CONTEXT, endsAlike } from '../detectors/index.ts'
import type { Replacement } from './mode.ts'
import { LONGEST } from './session-values.ts'
import { createSource, PIECE, type View } from './view.ts'
import { createViews, type Watched } from './watched.ts'

const EMPTY: Buffer = Buffer.alloc(0)
/** Fewer bytes aren't worth letting go. */
const LEAST_DROPPED = 2048

/** What becomes of a stream, in order. */
export interface Outlet {
  /** Bytes that stay. */
  pass(bytes: Buffer): void
  /** So many bytes that don't, and what is written for them. */
  hide(count: number, text: string): void
}

/** Decides what becomes of bytes that come in chunks. */
export interface Engine {
  /** Lets all go that is decided by now: what a match may yet begin in is held back. */
  write(chunk: Buffer, out: Outlet): void
  /** The rest. */
  end(out: Outlet): void
  /** How many secrets were hidden so far. */
  count(): number
}

/** What is looked for, where it is, and what becomes of it. */
export interface Sought {
  /** As indices into the bytes of a view, the end exclusive. */
  readonly start: number
  readonly end: number
  readonly value: Buffer
  readonly body: Body | null
}

/** How what was found is treated. */
export interface Treatment<M extends Sought> {
  /** Of matches that overlap, one of the lowest rank says what is written: the first of them. */
  rankOf(match: M): number
  /** Which of two that begin at one place counts for more. */
  compare(one: M, other: M): number
  replace(match: M): Replacement
  /** Told of each value that was hidden; null for one that is longer than {@link LONGEST}. */
  hidden(match: M, value: Buffer | null): void
  /** Writes as many asterisks as bytes, and asks for no replacement. */
  readonly sameLength: boolean
  /** Where characters beyond ASCII are one 0xff each. */
  readonly wide: boolean
}

interface Candidate<M> {
  readonly match: M
  /** In the stream. */
  readonly start: number
  end: number
  readonly replacement: Replacement | null
  value: Buffer | null
  /** How far it is in its view. */
  reached: number
  /** Where its body is, while that goes on. */
  open: { readonly view: View; readonly body: Body } | null
}

/** Masks what a finder finds, as it is and in every form: escaped once or twice, within base64, folded or not. */
export function createEngine<M extends Sought>(plan: FinderPlan<M>, treatment: Treatment<M>): Engine {
  const source = createSource()
  const views = createViews(source, plan, treatment.wide)
  /** Found, and not yet reached. By where they begin. */
  const waiting: Candidate<M>[] = []
  /** What is being hidden: candidates that overlap. */
  let hiding: { best: Candidate<M>; end: number; all: Candidate<M>[] } | null = null
  /** Up to where everything was passed on or hidden. */
  let passed = 0
  let count = 0

  /** Looks at what came. Answers before which place in the stream everything was found. */
  function look(final: boolean): number {
    let decided = Number.POSITIVE_INFINITY
    // A view begins as the one it is made of was before it looked any further.
    const ready = views.all.length === 1 ? views.all : views.all.filter((one) => follow(one, final))
    for (const one of ready) {
      const { view, finder } = one
      one.looked = finder!.look(view.bytes, final, (match) => add(view, match))
      decided = Math.min(decided, view.startOf(one.looked))
    }
    return decided
  }

  /** Whether there is anything to look at. */
  function follow(one: Watched<M>, final: boolean): boolean {
    const { decoded, parent } = one
    if (decoded === null) return true
    if (parent!.finder === null || !decoded.follow(final)) return false
    one.finder ??= one.encodedOnly ? plan.create(true) : parent!.finder.copy()
    return true
  }

  function add(view: View, match: M): void {
    const start = Math.max(passed, view.startOf(match.start))
    const end = view.endOf(match.end)
    if (end <= passed || isWithinLast(view, match, start)) return
    const replacement = treatment.sameLength ? null : treatment.replace(match)
    replacement?.update(match.value)
    const open = match.body === null ? null : { view, body: match.body }
    const candidate = { match, start, end, replacement, value: match.value, reached: view.base + match.end, open }
    if (match.body !== null && endsAlike(match.body)) lastOf(view).set(match.body, candidate)
    let at = waiting.length
    while (at > 0 && waiting[at - 1]!.start > start) at--
    waiting.splice(at, 0, candidate)
  }

  /** The last candidate of each view that goes on in a certain way. */
  let last: Map<View, Map<Body, Candidate<M>>> | undefined

  function lastOf(view: View): Map<Body, Candidate<M>> {
    last ??= new Map()
    const map = last.get(view) ?? new Map<Body, Candidate<M>>()
    last.set(view, map)
    return map
  }

  /** Whether a match is inside another that ends where it would, and says nothing better: there may be many of them. */
  function isWithinLast(view: View, match: M, start: number): boolean {
    const other = match.body === null ? undefined : lastOf(view).get(match.body)
    if (other === undefined || other.start >= start) return false
    goOn(other, false)
    return other.reached >= view.base + match.end && treatment.rankOf(match) >= treatment.rankOf(other.match)
  }

  /** Follows what goes on behind its match. */
  function goOn(candidate: Candidate<M>, final: boolean): void {
    const { open } = candidate
    if (open === null) return
    const { view, body } = open
    const from = candidate.reached - view.base
    const { next, over } = body(view.bytes, from, final)
    const more = view.bytes.subarray(from, next)
    candidate.replacement?.update(more)
    const length = (candidate.value?.length ?? Number.POSITIVE_INFINITY) + more.length
    candidate.value = length > LONGEST ? null : Buffer.concat([candidate.value!, more])
    candidate.reached = view.base + next
    if (next > from) candidate.end = Math.max(candidate.end, view.endOf(next))
    if (over) candidate.open = null
  }

  function settle(decided: number, out: Outlet): void {
    for (;;) {
      if (hiding === null) {
        const [first] = waiting
        const start = Math.min(decided, first?.start ?? decided)
        if (start > passed) pass(start, out)
        if (first === undefined || first.start >= decided) return
        waiting.shift()
        hiding = { best: first, end: first.end, all: [first] }
      }
      const { all } = hiding
      hiding.end = all.reduce((end, candidate) => Math.max(end, candidate.end), hiding.end)
      while (waiting.length > 0 && waiting[0]!.start < Math.min(hiding.end, decided)) {
        const next = waiting.shift()!
        all.push(next)
        hiding.end = Math.max(hiding.end, next.end)
        if (isBetter(next, hiding.best)) hiding.best = next
      }
      const upTo = Math.min(decided, hiding.end)
      hide(upTo, out)
      if (upTo < hiding.end || all.some(({ open }) => open !== null)) {
        hiding.all = all.filter((candidate) => candidate.open !== null)
        return
      }
      const { best } = hiding
      if (best.replacement !== null) out.hide(0, best.replacement.end())
      treatment.hidden(best.match, best.value)
      count += 1
      hiding = null
    }
  }

  function isBetter(one: Candidate<M>, other: Candidate<M>): boolean {
    const rank = treatment.rankOf(one.match) - treatment.rankOf(other.match)
    if (rank !== 0) return rank < 0
    return one.start === other.start && treatment.compare(one.match, other.match) < 0
  }

  function pass(upTo: number, out: Outlet): void {
    for (const bytes of source.slices(passed - source.base, upTo - source.base)) out.pass(bytes)
    passed = upTo
  }

  function hide(upTo: number, out: Outlet): void {
    if (upTo <= passed) return
    out.hide(upTo - passed, treatment.sameLength ? '*'.repeat(upTo - passed) : '')
    passed = upTo
  }

  /** Lets go what nothing looks back at. */
  function trim(): void {
    if (source.bytes.length < LEAST_DROPPED) return
    const open = [...waiting, ...(hiding?.all ?? [])].filter((candidate) => candidate.open !== null)
    for (const one of views.all) {
      const { view } = one
      if (one.finder === null || view.bytes.length < LEAST_DROPPED) continue
      // Whatever is held in a view that is made of this one has to be found in the stream.
      let keep = Math.min(one.looked, indexOf(view, passed))
      for (const { open: its, reached } of open) if (its!.view === view) keep = Math.min(keep, reached - view.base)
      for (const other of views.all) {
        if (other.parent === one && other.decoded !== null)
          keep = Math.min(keep, view.bytes.length - other.decoded.unread())
      }
      keep -= CONTEXT
      if (keep < LEAST_DROPPED) continue
      view.drop(keep)
      one.finder.dropped(keep)
    }
  }

  function take(chunk: Buffer, final: boolean, out: Outlet): void {
    if (chunk.length > 0) {
      source.add(chunk)
      views.came(chunk)
    }
    try {
      const decided = look(final)
      for (const candidate of waiting) goOn(candidate, final)
      for (const candidate of hiding?.all ?? []) goOn(candidate, final)
      settle(decided, out)
      trim()
    } finally {
      source.rest()
    }
  }

  return {
    count: () => count,
    write(chunk, out) {
      for (let at = 0; at < chunk.length; at += PIECE) take(chunk.subarray(at, at + PIECE), false, out)
    },
    end: (out) => take(EMPTY, true, out),
  }
}

/** The last index of a view that is of a place in the stream, or of one before it. */
function indexOf(view: View, place: number): number {
  let [from, to] = [0, view.bytes.length]
  while (from < to) {
    const middle = (from + to + 1) >> 1
    if (view.startOf(middle) <= place) from = middle
    else to = middle - 1
  }
  return from
}
