import type { FlatItem } from './flatten.ts'
import { classHas } from './parse.ts'

/** Whether a text matches. */
export type Match = (text: string) => boolean

/** The states of the automaton below are the bits of an integer. */
const MOST_STEPS = 31

/**
 * The cheapest exact match of a pattern without braces: equal texts, a beginning and an end with a star between them, or
 * an automaton in the bits of an integer. Null if the pattern has more steps than bits. All take linear time.
 */
export function matchOf(items: readonly FlatItem[], delimiters: readonly string[]): Match | null {
  const [first, last] = [items[0], items.at(-1)]
  const prefix = first?.kind === 'text' ? first.text : ''
  if (items.length === 0 || (items.length === 1 && first?.kind === 'text')) return (text) => text === prefix
  const suffix = last?.kind === 'text' ? last.text : ''
  const inner = items.slice(prefix === '' ? 0 : 1, suffix === '' ? undefined : -1)
  const between = inner.length === 1 ? singleOf(inner[0]!, delimiters) : automatonOf(inner, delimiters)
  if (between === null) return null
  const least = prefix.length + suffix.length
  return (text) =>
    text.length >= least &&
    text.startsWith(prefix) &&
    text.endsWith(suffix) &&
    between(text, prefix.length, text.length - suffix.length)
}

/** Whether what is between two places of a text matches. */
type MatchBetween = (text: string, start: number, end: number) => boolean

function singleOf(item: FlatItem, delimiters: readonly string[]): MatchBetween | null {
  if (item.kind !== 'star') return automatonOf([item], delimiters)
  if (!item.limited || delimiters.length === 0) return () => true
  return (text, start, end) =>
    delimiters.every((delimiter) => {
      const found = text.indexOf(delimiter, start)
      return found < 0 || found >= end
    })
}

/** What takes a character, one step of the automaton each. */
type Step = (point: number) => boolean

/**
 * Bit n is the state in which n steps are taken. A character moves a state on by its step, and leaves it where it is if a
 * star follows that takes the character.
 */
function automatonOf(items: readonly FlatItem[], delimiters: readonly string[]): MatchBetween | null {
  const separators = new Set(delimiters.map((delimiter) => delimiter.codePointAt(0)!))
  const steps: Step[] = []
  let [free, limited] = [0, 0]
  for (const item of items) {
    if (item.kind === 'star') {
      if (item.limited) limited |= 1 << steps.length
      else free |= 1 << steps.length
    } else if (item.kind === 'text') {
      for (const character of item.text) steps.push((point) => point === character.codePointAt(0)!)
    } else if (item.kind === 'any') steps.push((point) => !separators.has(point))
    else steps.push((point) => classHas(item, point))
    if (steps.length > MOST_STEPS) return null
  }
  const moves = (point: number) => steps.reduce((bits, step, index) => (step(point) ? bits | (1 << index) : bits), 0)
  const stays = (point: number) => (separators.has(point) ? free : free | limited)
  const asciiMoves = Int32Array.from({ length: 128 }, (_, point) => moves(point))
  const asciiStays = Int32Array.from({ length: 128 }, (_, point) => stays(point))
  const accepting = steps.length
  return (text, start, end) => {
    let states = 1
    for (let index = start; index < end && states !== 0; index += 1) {
      const unit = text.charCodeAt(index)
      if (unit < 128) {
        states = ((states & asciiMoves[unit]!) << 1) | (states & asciiStays[unit]!)
        continue
      }
      const point = text.codePointAt(index)!
      if (point > 0xffff) index += 1
      states = ((states & moves(point)) << 1) | (states & stays(point))
    }
    return ((states >>> accepting) & 1) === 1
  }
}
