import { RE2JS, RE2JSSyntaxException } from 're2js'
import type { Spend } from '../builtin.ts'
import { Lru } from '../lru.ts'
import { LONGEST_NATIVE_TEXT, nativeOf } from './native.ts'

/** A pattern that is ready to match, and about how many steps a character of text takes at worst. */
export interface Pattern {
  readonly re: RE2JS
  readonly size: number
  /** Whether some part of a text matches. */
  test(spend: Spend, text: string): boolean
}

/** Longer patterns, in UTF-16 units, are refused: compiling takes time and memory by their length. */
export const LONGEST_PATTERN = 16_384
/** Instructions that a pattern's counted repetitions may unfold to. */
export const LARGEST_PROGRAM = 50_000
/** A pattern's automaton may take this much memory, in bytes, before it starts afresh; the package would take 8 MiB. */
const AUTOMATON_BYTES = 128 * 1024
/** What an instruction costs to compile, in steps. */
const STEPS_PER_INSTRUCTION = 16
/** Instructions of a program that V8 may compile, too. */
const LARGEST_NATIVE = 1000
const DUPLICATE = 'duplicate capture group name'

/** Few of the large ones are kept, so that all of them take some tens of megabytes at most. */
const patterns = new Lru<Pattern | typeof INVALID | typeof LARGE>(128)
const largePatterns = new Lru<Pattern | typeof INVALID>(8)
const LARGE_PATTERN = 2000
const INVALID = Symbol('not a pattern')
const LARGE = Symbol('a large pattern')

/**
 * A pattern in Go's syntax, compiled or kept from before; null if it isn't valid. Throws an Error for one that is too large.
 * re2js is a port of Go's regexp package: the same grammar and leftmost-first matches, in linear time.
 */
export function compile(spend: Spend, source: string): Pattern | null {
  const pattern = patterns.get(source, () => {
    if (source.length > LONGEST_PATTERN) throw new Error(`A pattern longer than ${LONGEST_PATTERN} is not supported.`)
    const size = sizeOf(source)
    if (size > LARGEST_PROGRAM) throw new Error('A pattern that repeats so much is not supported.')
    return size > LARGE_PATTERN ? LARGE : compileAnew(spend, source, size)
  })
  if (pattern !== LARGE) return pattern === INVALID ? null : pattern
  const large = largePatterns.get(source, () => compileAnew(spend, source, sizeOf(source)))
  return large === INVALID ? null : large
}

function compileAnew(spend: Spend, source: string, size: number): Pattern | typeof INVALID {
  // Classes of Unicode characters are the dear part of compiling.
  spend(size * STEPS_PER_INSTRUCTION * (/\\p/i.test(source) ? 10 : 1))
  try {
    const re = RE2JS.compile(source)
    const { dfa } = re.re2()
    dfa.maxMem = dfa.stateBudget = dfa.memBudget = AUTOMATON_BYTES
    return patternOf(re, source)
  } catch (thrown) {
    if (!(thrown instanceof RE2JSSyntaxException)) throw thrown
    // Go takes them, and re2js doesn't.
    if (thrown.getDescription() === DUPLICATE) throw new Error('A pattern with two groups of a name is not supported.')
    return INVALID
  }
}

function patternOf(re: RE2JS, source: string): Pattern {
  const size = Math.max(re.programSize(), 1)
  // Of a one-pass program at most one way leads on at each character.
  const native = re.re2().onepass === null || size > LARGEST_NATIVE ? null : nativeOf(source)
  const test = (spend: Spend, text: string) => {
    if (native !== null && text.length <= LONGEST_NATIVE_TEXT) return native.test(text)
    spendOnScan({ size }, spend, text.length)
    return re.test(text)
  }
  return { re, size, test }
}

/** Charges for one look through a text. */
export function spendOnScan({ size }: Pick<Pattern, 'size'>, spend: Spend, length: number): void {
  spend(1 + (size * length) / 64)
}

/** A class such as `\pL` is one instruction of hundreds of ranges. */
const SIZE_OF_UNICODE_CLASS = 64
const REPETITION = /\{(\d{1,6})(?:,(\d{0,6}))?\}/y

/** About the instructions that a pattern compiles to, from its text alone: `(ab{3}){2}` is a group of 4, twice. */
export function sizeOf(pattern: string): number {
  const open: number[] = []
  const classes = pattern.match(/\\p/gi)?.length ?? 0
  let [total, last] = [classes * SIZE_OF_UNICODE_CLASS, 0]
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index]
    REPETITION.lastIndex = index
    const repetition = character === '{' ? REPETITION.exec(pattern) : null
    if (character === '(') {
      open.push(total)
    } else if (character === ')') {
      total += 2
      last = total - (open.pop() ?? 0)
    } else if (repetition !== null) {
      const times = Math.max(Number(repetition[1]), Number(repetition[2] ?? 0), 1)
      total += last * (times - 1)
      last *= times
      index = REPETITION.lastIndex - 1
    } else {
      if (character === '\\') index += 1
      else if (character === '[') index = classEnd(pattern, index)
      last = 1
      total += 1
    }
  }
  return total
}

/** Where a character class closes, or the pattern's end: a bracket right behind the first is a character. */
function classEnd(pattern: string, start: number): number {
  let index = start + (pattern[start + 1] === '^' ? 2 : 1)
  if (pattern[index] === ']') index += 1
  for (; index < pattern.length && pattern[index] !== ']'; index += 1) {
    if (pattern[index] === '\\') index += 1
    else if (pattern.startsWith('[:', index)) index = Math.max(pattern.indexOf(':]', index) + 1, index)
  }
  return index
}
