import type { Builtin, Family, Spend, Value } from '../builtin.ts'
import { int64Of } from '../numeral.ts'
import { ofStrings } from '../operands.ts'
import { compile, type Pattern } from './compile.ts'
import { globsIntersect } from './globs.ts'
import { findMatches, groupText, groupTexts } from './matches.ts'
import { replaceAll } from './replace.ts'
import { compileTemplate } from './template.ts'

const match: Builtin = {
  notation: 'json',
  call(spend, source, text) {
    if (typeof source !== 'string' || typeof text !== 'string') return undefined
    return compile(spend, source)?.test(spend, text)
  },
}

/** A builtin of a pattern, a text and how many matches are wanted. */
function finding(answer: (text: string, matches: ReturnType<typeof findMatches>) => Value): Builtin {
  return {
    notation: 'json',
    call(spend, source, text, count) {
      const most = int64Of(count)
      if (typeof source !== 'string' || typeof text !== 'string' || most === undefined) return undefined
      const pattern = compile(spend, source)
      return pattern === null ? undefined : answer(text, findMatches(pattern, spend, text, Number(most)))
    },
  }
}

/** The text between matches; what is before an empty match at the very start is left out. Source: Go's regexp.Split. */
function split(pattern: Pattern, spend: Spend, source: string, text: string): string[] {
  if (source !== '' && text === '') return ['']
  const parts: string[] = []
  let [begin, end] = [0, 0]
  for (const [start = 0, stop = 0] of findMatches(pattern, spend, text, -1)) {
    end = start
    if (stop !== 0) parts.push(text.slice(begin, end))
    begin = stop
  }
  if (end !== text.length) parts.push(text.slice(begin))
  return parts
}

/** OPA's builtins of regular expressions. Source: v1/topdown/regex.go. */
export const regexFamily: Family = {
  re_match: match,
  'regex.match': match,
  'regex.is_valid': {
    notation: 'json',
    call: (spend, source) => typeof source === 'string' && compile(spend, source) !== null,
  },
  'regex.split': ofStrings((spend, source, text) => {
    const pattern = compile(spend, source!)
    return pattern === null ? undefined : split(pattern, spend, source!, text!)
  }),
  'regex.replace': ofStrings((spend, text, source, template) => {
    const pattern = compile(spend, source!)
    return pattern === null ? undefined : replaceAll(pattern, spend, text!, template!)
  }),
  'regex.find_n': finding((text, matches) => matches.map((match) => groupText(text, match, 0))),
  'regex.find_all_string_submatch_n': finding((text, matches) => matches.map((match) => groupTexts(text, match))),
  'regex.template_match': ofStrings((spend, template, text, open, close) => {
    if (!isByte(open!) || !isByte(close!)) return undefined
    return compileTemplate(spend, template!, open!, close!)?.test(spend, text!)
  }),
  'regex.globs_match': ofStrings((spend, one, other) => globsIntersect(spend, one!, other!) ?? undefined),
}

function isByte(delimiter: string): boolean {
  return delimiter.length === 1 && delimiter < '\x80'
}
