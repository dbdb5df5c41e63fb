import type { Builtin, Family, Spend, Value } from './builtin.ts'
import { int64Of } from './numeral.ts'
import { ofStrings } from './operands.ts'
import { countCharacters } from './utf8.ts'
import { areStrings, isArray, isSet } from './value.ts'

/** One string, or an array or a set of them; undefined for anything else. */
function textsOf(value: Value | undefined): string[] | undefined {
  if (typeof value === 'string') return [value]
  const members = isArray(value) || isSet(value) ? [...value] : undefined
  return members !== undefined && areStrings(members) ? members : undefined
}

function anyMatch(matches: (text: string, part: string) => boolean): Builtin {
  return {
    notation: 'rego',
    call(spend, first, second) {
      const [texts, parts] = [textsOf(first), textsOf(second)]
      if (texts === undefined || parts === undefined) return undefined
      spend(texts.length * parts.length)
      return texts.some((text) => parts.some((part) => matches(text, part)))
    },
  }
}

/** Occurrences that don't overlap; the empty string is before and behind every character. */
function count(text: string, part: string): number {
  if (part === '') return countCharacters(text) + 1
  let found = 0
  for (let index = text.indexOf(part); index >= 0; index = text.indexOf(part, index + part.length)) found += 1
  return found
}

function split(text: string, delimiter: string): string[] {
  return delimiter === '' ? [...text] : text.split(delimiter)
}

/** The first parts for a positive number, and the last for a negative one; OPA leaves what is over out. */
function splitSome(text: string, delimiter: string, most: bigint): string[] {
  if (most < 0n) return split(text, delimiter).slice(most < -BigInt(text.length + 1) ? 0 : Number(most))
  const parts = split(text, delimiter)
  return parts.slice(0, most > BigInt(parts.length) ? parts.length : Number(most))
}

/** Where a part begins, in characters; occurrences may overlap. */
function positions(spend: Spend, text: string, part: string): number[] {
  spend((text.length * part.length) / 16)
  const found: number[] = []
  let [character, counted] = [0, 0]
  for (let index = text.indexOf(part); index >= 0; index = text.indexOf(part, index + 1)) {
    character += countCharacters(text.slice(counted, index))
    counted = index
    found.push(character)
  }
  return found
}

/** OPA's builtins of strings that the module lacks. Source: v1/topdown/strings.go. */
export const stringsFamily: Family = {
  'strings.any_prefix_match': anyMatch((text, part) => text.startsWith(part)),
  'strings.any_suffix_match': anyMatch((text, part) => text.endsWith(part)),
  'strings.count': ofStrings((_, text, part) => count(text!, part!)),
  'strings.split_n': {
    notation: 'json',
    call(_, text, delimiter, most) {
      const number = int64Of(most)
      if (typeof text !== 'string' || typeof delimiter !== 'string' || number === undefined) return undefined
      return splitSome(text, delimiter, number)
    },
  },
  indexof_n: ofStrings((spend, text, part) => (part === '' ? undefined : positions(spend, text!, part!))),
}
