import type { Family, Spend, Value } from '../builtin.ts'
import { Lru } from '../lru.ts'
import { ofStrings } from '../operands.ts'
import { compile as compileRegex, LONGEST_PATTERN } from '../regex/compile.ts'
import { areStrings, isArray } from '../value.ts'
import { flatten } from './flatten.ts'
import { matchOf } from './match.ts'
import { parse } from './parse.ts'
import { translate } from './translate.ts'

type Match = (spend: Spend, text: string) => boolean

/** A glob for some delimiters, valid or not. */
interface Compiled {
  readonly delimiters: readonly string[]
  readonly match: Match | null
}

/** What a character of a pattern costs to compile, in steps: a table of each step's characters. */
const STEPS_PER_CHARACTER = 256

/** By pattern; a pattern has hardly ever more than one list of delimiters. */
const globs = new Lru<Compiled[]>(512)
const MOST_DELIMITERS = 8

function compiled(spend: Spend, pattern: string, delimiters: readonly string[]): Match | null {
  if (pattern.length > LONGEST_PATTERN) throw new Error(`A glob longer than ${LONGEST_PATTERN} is not supported.`)
  const known = globs.get(pattern, () => [])
  for (const each of known) if (isSame(each.delimiters, delimiters)) return each.match
  const match = compile(spend, pattern, delimiters)
  if (known.length === MOST_DELIMITERS) known.pop()
  known.push({ delimiters, match })
  return match
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((delimiter, index) => delimiter === other[index])
}

function compile(spend: Spend, pattern: string, delimiters: readonly string[]): Match | null {
  spend(pattern.length * STEPS_PER_CHARACTER)
  const items = parse(pattern)
  if (items === null) return null
  const matches = flatten(items)?.map((flat) => matchOf(flat, delimiters))
  if (matches === undefined || matches.includes(null)) return compileLarge(spend, translate(items, delimiters))
  const [only, ...others] = matches as ((text: string) => boolean)[]
  if (others.length === 0) return (_, text) => only!(text)
  return (charge, text) => {
    charge((matches.length * text.length) / 64)
    return matches.some((match) => match!(text))
  }
}

function compileLarge(spend: Spend, source: string): Match {
  const pattern = compileRegex(spend, source)
  if (pattern === null) throw new Error('A glob that is nested so deep is not supported.')
  return (charge, text) => pattern.test(charge, text)
}

/** Null is no delimiters, and an empty array the full stop; null too where they aren't one character each. */
function delimitersOf(value: Value | undefined): readonly string[] | null {
  if (value === null) return []
  if (!isArray(value) || !areStrings(value)) return null
  if (value.length === 0) return ['.']
  return value.every(isCharacter) ? value : null
}

function isCharacter(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff)
}

/** OPA's builtins of globs. Source: v1/topdown/glob.go. */
export const globFamily: Family = {
  'glob.match': {
    notation: 'rego',
    call(spend, pattern, delimiters, text) {
      const separators = delimitersOf(delimiters)
      if (typeof pattern !== 'string' || typeof text !== 'string' || separators === null) return undefined
      return compiled(spend, pattern, separators)?.(spend, text)
    },
  },
  'glob.quote_meta': ofStrings((_, pattern) => pattern!.replace(/[*?\\[\]{}]/g, '\\$&')),
}
