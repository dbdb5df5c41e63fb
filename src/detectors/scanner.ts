import { coresOf, decodeRun, type Run, runAround } from './base64.ts'
import { latin1 } from './bytes.ts'
import { encodingOf, narrow, PLAIN } from './encoding.ts'
import { createPlace, type Place } from './place.ts'
import { createPrefilter, type Prefilter } from './prefilter.ts'
import type { Confidence, Rule, Shape } from './rule.ts'
import { rules as ours } from './rules/index.ts'
import { type Candidate, settle } from './settle.ts'

/** A secret in an object. */
export interface Found {
  /** The name of the rule. */
  readonly rule: string
  readonly confidence: Confidence
  /** The line in which the secret begins, from 1. */
  readonly line: number
  /** Byte offsets of the secret in the scanned bytes, the end exclusive. Of a base64 run where the secret is inside one. */
  readonly start: number
  readonly end: number
  /** The secret, decoded where it was base64: for a fingerprint, never for a log, a message or a record. */
  readonly value: string
}

export interface Scan {
  /** By `start`, at most one for a place, at most 1,000. */
  readonly found: readonly Found[]
  /** Whether there was more to find. */
  readonly truncated: boolean
  /** How many bytes the matchers looked at, besides the one pass over all: what bounds the time that a scan takes. */
  readonly looked: number
}

export interface Scanner {
  /** Every secret in one whole object, text or not, of up to 32 MiB. Keeps nothing of it. */
  readonly scan: (bytes: Uint8Array) => Scan
}

const MOST_FOUND = 1_000
/** Of one place several rules may know something: so more is collected than is answered. */
const MOST_CANDIDATES = 8 * MOST_FOUND

interface Known {
  readonly rule: Rule
  readonly order: number
  readonly shape: Shape
  /** Where among the shapes with a run this one keeps what it has missed. */
  readonly missed: number
}

/** What to do at a keyword: to match a shape, or to look into the base64 in which there is a provider's keyword. */
interface Wanting {
  readonly known: Known | undefined
  /** How base64 writes that keyword, letter for letter; else empty. */
  readonly core: string
}

/** A scanner that looks for these rules' secrets. Costs some milliseconds: keep it. */
export function createScanner(rules: readonly Rule[] = ours): Scanner {
  const shapes = rules.flatMap((rule, order) => rule.shapes.map((shape) => ({ rule, order, shape })))
  const withRun = shapes.filter(({ shape }) => shape.run !== undefined)
  const wanted = shapes.flatMap((one) =>
    one.shape.keywords.map((keyword) => ({
      keyword,
      of: { known: { ...one, missed: withRun.indexOf(one) }, core: '' },
    })),
  )
  const byProvider = wanted.filter(({ of }) => of.known.rule.confidence === 'provider')
  const cores = new Set(byProvider.flatMap(({ of }) => coresOf(of.known.shape.literal ?? '')))
  const encoded = [...cores].map((core) => ({ keyword: core.toLowerCase(), of: { known: undefined, core } }))
  const everything = createPrefilter<Wanting>([...wanted, ...encoded])
  const decodable = createPrefilter<Wanting>(byProvider)
  const place = createPlace()
  const missed = new Int32Array(withRun.length)

  /** Calls back with every match that its rule confirms, until that answers false. */
  function match(bytes: Buffer, prefilter: Prefilter<Wanting>, add: (candidate: Candidate) => boolean): void {
    missed.fill(0)
    place.assignment.nameEnd = -1
    const runs: Run[] = []
    let runsUpTo = 0
    /** The last value that only its name tells: what a name within it says counts for nothing. */
    let from = 0
    let upTo = 0
    let more = true
    prefilter.search(bytes, ({ known, core }, at, after) => {
      if (known === undefined) {
        if (at < runsUpTo || latin1(bytes, at, after) !== core) return true
        const run = runAround(bytes, at, place)
        if (run.fits) runs.push(run)
        runsUpTo = run.end
        return true
      }
      const { rule, order, shape, missed: slot } = known
      if (rule.confidence === 'generic' && at >= from && at < upTo) return true
      if (slot >= 0 && at < missed[slot]!) return true
      if (!shape.match(bytes, at, after, place)) {
        if (slot >= 0) missed[slot] = endOfRun(bytes, at, shape.run!, place)
        return true
      }
      const { start, end } = place
      if (slot >= 0) missed[slot] = end
      const value = bytes.toString('utf8', start, end)
      if (rule.verify?.(value) === false) return true
      if (rule.confidence === 'generic') [from, upTo] = [start, end]
      more = add({ rule, order, start, end, value })
      return more
    })
    for (const { start, end } of runs) {
      if (!more) return
      place.looked += end - start
      match(decodeRun(bytes, start, end), decodable, (candidate) => {
        more = add({ ...candidate, start, end })
        return more
      })
    }
  }

  return {
    scan(object) {
      place.looked = 0
      const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength)
      const encoding = encodingOf(bytes)
      const text = encoding === PLAIN ? bytes : narrow(bytes, encoding)
      const candidates: Candidate[] = []
      const add = (candidate: Candidate) => candidates.push(candidate) < MOST_CANDIDATES
      match(text, everything, add)
      const settled = settle(candidates)
      const lineOf = createLineCounter(text)
      return {
        found: settled.slice(0, MOST_FOUND).map(({ rule, start, end, value }) => ({
          rule: rule.name,
          confidence: rule.confidence,
          line: lineOf(start),
          start: encoding.offset + start * encoding.width,
          end: encoding.offset + end * encoding.width,
          value,
        })),
        truncated: settled.length > MOST_FOUND || candidates.length >= MOST_CANDIDATES,
        looked: place.looked,
      }
    },
  }
}

function endOfRun(bytes: Buffer, at: number, run: Uint8Array, place: Place): number {
  let end = at
  while (end < bytes.length && run[bytes[end]!] === 1) end++
  place.looked += end - at
  return end
}

/** Counts lines up to places that only ever move on. */
function createLineCounter(bytes: Buffer): (start: number) => number {
  let line = 1
  let at = 0
  return (start) => {
    for (; at < start; at++) if (bytes[at] === 0x0a) line++
    return line
  }
}
