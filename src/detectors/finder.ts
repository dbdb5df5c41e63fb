import { alignedCoresOf, type Core, inRun } from './base64.ts'
import { runOn } from './body.ts'
import { createEndings, type Endings } from './endings.ts'
import { back, type Head, headOf } from './head.ts'
import { createPlace } from './place.ts'
import { createPrefilter, FIRST, type Prefilter, type Spot } from './prefilter.ts'
import type { Body, Kind, Rule, Shape } from './rule.ts'
import { createStarts, type Starts } from './starts.ts'
import { matchWithin } from './within.ts'

/** How many bytes before a place matchers may look back. What goes by has to be kept for so long. */
export const CONTEXT = 256

/** Something found in bytes that come in pieces. */
export interface Match {
  readonly rule: Rule<Kind>
  /** The rule's place in the list of rules. */
  readonly order: number
  /** As indices into the bytes at hand, the end exclusive. */
  readonly start: number
  readonly end: number
  /** What it is, decoded. */
  readonly value: Buffer
  /** How it goes on, where only its beginning was matched. */
  readonly body: Body | null
  /** Whether the rule confirmed it: what it only hides may be anything. */
  readonly verified: boolean
}

/** Looks for matches in bytes that come in pieces. */
export interface Finder<M> {
  /**
   * Goes on from where it was. Answers before which index nothing begins that it hasn't told: a match is told once
   * nothing that comes next can change it, so that the same is told however the bytes were cut.
   */
  look(bytes: Buffer, final: boolean, found: (match: M) => void): number
  /** Says that the first so many bytes are gone. `CONTEXT` bytes before what was answered have to stay. */
  dropped(count: number): void
  /** Another that is where this one is. */
  copy(): Finder<M>
}

/** What is looked for, made ready. */
export interface FinderPlan<M> {
  /** @param encodedOnly looks only within base64 */
  create(encodedOnly: boolean): Finder<M>
}

/** What to do at a keyword: to match a shape there, or within the base64 in which it is the text that the shape goes by. */
interface Wanting {
  readonly rule: Rule<Kind>
  readonly order: number
  readonly shape: Shape
  /** Whether the rule has to confirm it. */
  readonly verified: boolean
  readonly core: Core | undefined
  /** Where it keeps up to where it needn't look. */
  readonly slot: number
}

interface Plan {
  readonly prefilter: Prefilter<Wanting>
  readonly head: Head
  /** The keywords that may have something before them. */
  readonly behindHead: Endings
  readonly starts: Starts<Wanting>
  /** The runs of the shapes that have one, by slot. */
  readonly runs: readonly (Uint8Array | undefined)[]
}

interface State {
  readonly spot: Spot
  readonly start: Spot
  /** By slot: up to where nothing is to be found, and whether that is so of the whole run that was at the end. */
  readonly missed: Map<number, number>
  readonly running: Set<number>
  /** The last value that only its name tells: what a name within it says counts for nothing. */
  valueStart: number
  valueEnd: number
}

const restOfBase64 = runOn(inRun)

/** Makes rules ready for streams, with what they hide besides. Costs some milliseconds: keep it. */
export function planFinder(rules: readonly Rule<Kind>[]): FinderPlan<Match> {
  const runs: (Uint8Array | undefined)[] = []
  const wanted: { keyword: string; of: Wanting }[] = []
  const encoded: { keyword: string; of: Wanting }[] = []
  const starting: Wanting[] = []
  const slotOf = (run: Uint8Array | undefined) => runs.push(run) - 1
  const add = (rule: Rule<Kind>, order: number, shape: Shape, verified: boolean) => {
    const slot = slotOf(shape.run)
    const of = { rule, order, shape, verified, core: undefined, slot }
    for (const keyword of shape.keywords) wanted.push({ keyword, of })
    if (shape.starts !== undefined) starting.push(of)
    if (shape.literal === undefined || rule.confidence === 'generic') return
    const within = slotOf(undefined)
    for (const core of alignedCoresOf(Buffer.from(shape.literal, 'latin1'))) {
      encoded.push({ keyword: core.core.toLowerCase(), of: { ...of, core, slot: within } })
    }
  }
  for (const [order, rule] of rules.entries()) {
    for (const shape of rule.shapes) add(rule, order, shape, true)
    for (const shape of rule.hides ?? []) add(rule, order, shape, false)
  }
  const heads = wanted.flatMap(({ of }) => of.shape.before ?? [])
  const behindHead = (some: typeof wanted) =>
    createEndings(
      some.flatMap(({ keyword, of }) => (of.shape.before === undefined ? [] : [keyword])),
      3,
    )
  const within = headOf(encoded.flatMap(({ of }) => of.shape.before ?? []))
  const encodedHead = { table: inRun, most: within.most === 0 ? 0 : Math.ceil((within.most * 4) / 3) + 4 }
  const everything: Plan = {
    prefilter: createPrefilter([...wanted, ...encoded]),
    head: headOf(within.most === 0 ? heads : [...heads, encodedHead]),
    behindHead: behindHead([...wanted, ...encoded]),
    starts: createStarts(starting.map((of) => ({ of, shape: of.shape }))),
    runs,
  }
  const withinBase64: Plan = {
    prefilter: createPrefilter(encoded),
    head: encodedHead,
    behindHead: behindHead(encoded),
    starts: createStarts([]),
    runs,
  }
  return { create: (encodedOnly) => finderOf(encodedOnly ? withinBase64 : everything, fresh()) }
}

const fresh = (): State => ({
  spot: { ...FIRST },
  start: { at: 0, index: 0 },
  missed: new Map(),
  running: new Set(),
  valueStart: 0,
  valueEnd: 0,
})

function finderOf(plan: Plan, state: State, place = createPlace()): Finder<Match> {
  const { prefilter, head, behindHead, starts, runs } = plan
  const { missed, running, spot, start: startSpot } = state

  function miss(bytes: Buffer, slot: number, from: number): void {
    const run = runs[slot]
    if (run === undefined) return
    let end = from
    while (end < bytes.length && run[bytes[end]!] === 1) end++
    missed.set(slot, end)
    if (end === bytes.length) running.add(slot)
    else running.delete(slot)
  }

  /** False where it can't be said yet. */
  function plain(bytes: Buffer, final: boolean, of: Wanting, at: number, after: number, found: Tell): boolean {
    const { rule, order, shape, verified, slot } = of
    if (rule.confidence === 'generic' && at >= state.valueStart && at < state.valueEnd) return true
    place.furthest = 0
    const matches = shape.match(bytes, at, after, place)
    if (!final && place.furthest > bytes.length) {
      place.assignment.nameEnd = -1
      return false
    }
    if (!matches) {
      miss(bytes, slot, at)
      return true
    }
    const { start, end } = place
    if (runs[slot] !== undefined) {
      missed.set(slot, end)
      running.delete(slot)
    }
    if (verified && rule.verify?.(bytes.toString('utf8', start, end)) === false) return true
    if (verified && rule.confidence === 'generic') {
      state.valueStart = start
      state.valueEnd = end
    }
    found({
      rule,
      order,
      start,
      end,
      value: Buffer.from(bytes.subarray(start, end)),
      body: shape.body ?? null,
      verified,
    })
    return true
  }

  function encoded(bytes: Buffer, final: boolean, of: Wanting, core: Core, at: number, found: Tell): boolean {
    const { rule, order, shape, verified, slot } = of
    const match = matchWithin(bytes, final, shape, core, at)
    if (match === null) return false
    if ('missed' in match) {
      missed.set(slot, match.missed)
      return true
    }
    const { start, end, value, goesOn } = match
    missed.set(slot, end)
    if (verified && !goesOn && rule.verify?.(value.toString()) === false) return true
    found({ rule, order, start, end, value, body: goesOn ? restOfBase64 : null, verified })
    return true
  }

  return {
    look(bytes, final, found) {
      for (const slot of [...running]) miss(bytes, slot, missed.get(slot)!)
      const told = prefilter.goOn(bytes, spot, final, (of, at, after) => {
        if (at < (missed.get(of.slot) ?? 0)) return true
        return of.core === undefined
          ? plain(bytes, final, of, at, after, found)
          : encoded(bytes, final, of, of.core, at, found)
      })
      const started = starts.goOn(bytes, startSpot, final, (of, at) => plain(bytes, final, of, at, at + 1, found))
      if (final && told === bytes.length) return Math.min(told, started)
      let first = Math.min(told, started, back(head, bytes, bytes.length))
      behindHead.each(bytes, (at) => {
        first = Math.min(first, back(head, bytes, at))
      })
      // Behind what can't be said yet nothing was looked for: there may be something that begins before it.
      return spot.at < bytes.length ? Math.min(first, back(head, bytes, told)) : first
    },
    dropped(count) {
      spot.at -= count
      startSpot.at -= count
      state.valueStart -= count
      state.valueEnd -= count
      for (const [slot, end] of missed) missed.set(slot, end - count)
      const { assignment } = place
      for (const name of ['nameStart', 'nameEnd', 'start', 'end', 'furthest', 'reached'] as const) {
        assignment[name] -= count
      }
      if (assignment.nameEnd < 0) assignment.nameEnd = -1
    },
    copy: () =>
      finderOf(
        plan,
        { ...state, spot: { ...spot }, start: { ...startSpot }, missed: new Map(missed), running: new Set(running) },
        { ...place, assignment: { ...place.assignment } },
      ),
  }
}

type Tell = (match: Match) => void
