import { randomBytes } from 'node:crypto'
import type { MaskMode } from '../core/decision.ts'
import type { CustomDetector } from '../core/detector.ts'
import { forgetOldest } from '../core/oldest.ts'
import {
  customRule,
  type FinderPlan,
  type Kind,
  type Match,
  personal,
  planFinder,
  type Rule,
  rules,
} from '../detectors/index.ts'
import { createEngine, type Engine, type Sought, type Treatment } from './engine.ts'
import { joined } from './joined.ts'
import { planKnown } from './known.ts'
import { replacementOf } from './mode.ts'
import { rulesNamed } from './names.ts'
import { type Redactor, redactorOf } from './redactor.ts'
import { tokensByHash } from './tokens.ts'
import type { Units } from './units.ts'

/** What masks text: detectors and known values, ready to use. Immutable. */
export interface TextMasker {
  /** Whether there is nothing to look for. */
  readonly empty: boolean
  /** False where a text, a character a byte, surely holds nothing to hide. */
  suspects(text: string): boolean
  /** For one text that streams. Text of one or more bytes a character that keeps ASCII is `bytes`. */
  redactor(units?: Units): Redactor
  /** A whole small text, masked. */
  value(text: string): string
}

/** A detector, by the name of a rule or of a kind of rules, and what it leaves. */
export interface Detector {
  readonly name: string
  readonly mode: MaskMode
}

/** What is to be masked. */
export interface ToMask {
  readonly detectors: readonly Detector[]
  /** Exact values, found in every form. Preparing a list takes milliseconds, once as long as it is the same. */
  readonly known: readonly string[]
  /** Exact values that were masked before: looked for last, so that what detectors find is hidden as it was the first time. */
  readonly remembered?: readonly string[]
  /** Values of which only a keyed hash is known: see `tokensByHash`. */
  readonly byHash?: { readonly key: Buffer; readonly hashes: ReadonlySet<string> }
  /** How known values are hidden: as `[masked:credential]`, those of before as `[masked:value]`; or as asterisks, one a byte. */
  readonly knownMode?: 'fixed' | 'same_length'
  /** Makes pseudonyms: one for a session. Without it they are the same within this masker alone. */
  readonly pseudonymKey?: Buffer
  /** The operators' own detectors. */
  readonly custom?: readonly CustomDetector[]
  /** Told of what was hidden, by the rule's name: values of up to 4 KiB that a rule confirmed, decoded. */
  readonly masked?: (name: string, value: Buffer) => void
}

/** Which kind says what is written, where matches overlap. */
const ORDER: Readonly<Record<Kind, number>> = { custom: 0, provider: 1, generic: 2, personal: 3 }

/** Prepares masking. Throws ERR_UNMASKABLE for a detector that there is none of, before anything is sent. */
export function textMaskerOf(what: ToMask): TextMasker {
  const known = knownPlanOf(what.known)
  const remembered = knownPlanOf(what.remembered ?? NONE)
  const { byHash } = what
  const hashed = byHash === undefined || byHash.hashes.size === 0 ? null : tokensByHash(byHash.key, byHash.hashes)
  const chosen = chosenRules(what)
  const empty = known.empty && remembered.empty && chosen.size === 0 && hashed === null
  const detecting = chosen.size === 0 ? null : plannedFor([...chosen.keys()])
  const key = what.pseudonymKey ?? randomBytes(32)

  const treatment = (wide: boolean): Treatment<Match> => ({
    rankOf: ({ rule }) => ORDER[rule.confidence],
    compare: compareMatches,
    replace: ({ rule }) => replacementOf(rule.name, chosen.get(rule)!, key),
    hidden({ rule, verified }, value) {
      if (value !== null && (verified || rule.confidence !== 'generic')) what.masked?.(rule.name, value)
    },
    sameLength: false,
    wide,
  })

  /** How engines are made: preparing them once is much of what a small text would cost. */
  function makersFor(wide: boolean): (() => Engine)[] {
    const mode = what.knownMode ?? 'fixed'
    const asBefore = ofKnown('value', mode, wide)
    return [
      ...(known.empty ? [] : [makerOf(known.of(wide), ofKnown('credential', mode, wide))]),
      ...(detecting === null ? [] : [makerOf(detecting, treatment(wide))]),
      ...(remembered.empty ? [] : [makerOf(remembered.of(wide), asBefore)]),
      ...(hashed === null ? [] : [makerOf(hashed, asBefore)]),
    ]
  }

  const made = new Map<boolean, (() => Engine)[]>()
  const enginesFor = (units: Units): Engine[] => {
    const wide = units !== 'bytes'
    const makers = made.get(wide) ?? makersFor(wide)
    made.set(wide, makers)
    return makers.map((make) => make())
  }

  const [cleanBytes, cleanTexts] = [createClean(), createClean()]
  const redactor = (units: Units = 'bytes') => redactorOf(enginesFor(units), units)

  function run(bytes: Buffer): { text: Buffer; count: number } {
    const once = redactor()
    const text = joined(once.write(bytes), once.end())
    return { text, count: once.count() }
  }

  return {
    empty,
    suspects: (text) =>
      !empty && !cleanBytes.has(text) && !cleanBytes.add(text, run(Buffer.from(text, 'latin1')).count),
    redactor,
    value(text) {
      if (empty || cleanTexts.has(text)) return text
      const masked = run(Buffer.from(text))
      return cleanTexts.add(text, masked.count) ? text : masked.text.toString()
    },
  }
}

/** Texts that a masker found nothing in: routine requests say the same again and again. */
interface Clean {
  has(text: string): boolean
  /** Answers whether it is one, by how much was found in it. */
  add(text: string, found: number): boolean
}

const MOST_CLEAN = 32
const LONGEST_CLEAN = 2_048

function createClean(): Clean {
  const texts = new Set<string>()
  return {
    has: (text) => texts.has(text),
    add(text, found) {
      if (found > 0) return false
      if (text.length > LONGEST_CLEAN) return true
      texts.add(text)
      forgetOldest(texts, MOST_CLEAN)
      return true
    },
  }
}

/** Each rule that is asked for, by its name rather than by its kind, and what it leaves. */
function chosenRules({ detectors, custom = [] }: ToMask): ReadonlyMap<Rule<Kind>, MaskMode> {
  const all: readonly Rule<Kind>[] = [...custom.map(customRule), ...rules, ...personal]
  const chosen = new Map<Rule<Kind>, MaskMode>()
  const named = detectors.map(({ name, mode }) => ({ mode, of: rulesNamed(name, all) }))
  for (const { mode, of } of named.toSorted((one, other) => other.of.length - one.of.length)) {
    for (const rule of of) chosen.set(rule, mode)
  }
  return new Map(all.flatMap((rule) => (chosen.has(rule) ? [[rule, chosen.get(rule)!]] : [])))
}

const makerOf =
  <M extends Sought>(plan: FinderPlan<M>, treatment: Treatment<M>) =>
  (): Engine =>
    createEngine(plan, treatment)

/** The same whatever order they were found in. */
function compareMatches(one: Match, other: Match): number {
  return other.value.length - one.value.length || one.order - other.order || Buffer.compare(one.value, other.value)
}

const ofKnown = (name: string, mode: 'fixed' | 'same_length', wide: boolean): Treatment<Sought> => ({
  rankOf: () => 0,
  compare: () => 0,
  replace: () => replacementOf(name, 'fixed', Buffer.alloc(0)),
  hidden: () => {},
  sameLength: mode === 'same_length',
  wide,
})

/** Policies use few sets of detectors, again and again, and preparing one costs more than masking most answers. */
const plans = new Map<string, { readonly of: readonly Rule<Kind>[]; readonly plan: FinderPlan<Match> }>()
const MOST_PLANS = 64

function plannedFor(of: readonly Rule<Kind>[]): FinderPlan<Match> {
  const name = of.map((rule) => rule.name).join()
  const cached = plans.get(name)
  if (cached?.of.every((rule, at) => rule === of[at]) === true) return cached.plan
  if (plans.size >= MOST_PLANS) plans.clear()
  const plan = planFinder(of)
  plans.set(name, { of, plan })
  return plan
}

const NONE: readonly string[] = []

/** Plans for lists of known values, as long as a list is in use; one that is like the last shares its plan. */
const knownPlans = new WeakMap<readonly string[], KnownPlan>()
let lastKnown: KnownPlan | undefined

interface KnownPlan {
  /** The list as it was: whoever has it may have changed it. */
  readonly list: readonly string[]
  readonly empty: boolean
  of(wide: boolean): FinderPlan<Sought>
}

function knownPlanOf(list: readonly string[]): KnownPlan {
  for (const plan of [knownPlans.get(list), lastKnown]) if (plan !== undefined && isSame(plan.list, list)) return plan
  const plan = newKnownPlan([...list])
  knownPlans.set(list, plan)
  lastKnown = plan
  return plan
}

function newKnownPlan(list: readonly string[]): KnownPlan {
  const values = list.filter((value) => value !== '')
  const made = new Map<boolean, FinderPlan<Sought>>()
  return {
    list,
    empty: values.length === 0,
    of(wide) {
      const plan = made.get(wide) ?? planKnown(values, wide)
      made.set(wide, plan)
      return plan
    },
  }
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((value, at) => value === other[at])
