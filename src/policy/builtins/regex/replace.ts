import type { Spend } from '../builtin.ts'
import type { Pattern } from './compile.ts'
import { findMatches, groupText, type Match } from './matches.ts'

const NAME = /^[\p{L}\p{Nd}_]+/u

/** A part of a template: text as it is, or a group by number or by name. */
type Part = string | { readonly group: number } | { readonly name: string }

/**
 * Every match replaced by a template: `$1` and `${name}` are groups, `$$` is a dollar sign, and a name is as long as can
 * be. A group that isn't there is empty. Source: Go's regexp.Expand.
 */
export function replaceAll(pattern: Pattern, spend: Spend, text: string, template: string): string {
  const parts = partsOf(template)
  const names = pattern.re.namedGroups()
  let [replaced, copied] = ['', 0]
  for (const match of findMatches(pattern, spend, text, -1)) {
    replaced += text.slice(copied, match[0])
    for (const part of parts) {
      const filled = fill(part, names, text, match)
      spend(filled.length)
      replaced += filled
    }
    copied = match[1]!
  }
  return replaced + text.slice(copied)
}

function fill(part: Part, names: { readonly [name: string]: number }, text: string, match: Match): string {
  if (typeof part === 'string') return part
  const group = 'group' in part ? part.group : Object.hasOwn(names, part.name) ? names[part.name] : undefined
  return group === undefined ? '' : groupText(text, match, group)
}

function partsOf(template: string): Part[] {
  const parts: Part[] = []
  let rest = template
  for (let dollar = rest.indexOf('$'); dollar >= 0; dollar = rest.indexOf('$')) {
    parts.push(rest.slice(0, dollar))
    rest = rest.slice(dollar + 1)
    if (rest.startsWith('$')) {
      parts.push('$')
      rest = rest.slice(1)
      continue
    }
    const braced = rest.startsWith('{')
    const name = NAME.exec(braced ? rest.slice(1) : rest)?.[0]
    if (name === undefined || (braced && rest[name.length + 1] !== '}')) {
      parts.push('$')
      continue
    }
    rest = rest.slice(name.length + (braced ? 2 : 0))
    parts.push(/^(?:0|[1-9]\d{0,8})$/.test(name) ? { group: Number(name) } : { name })
  }
  return [...parts, rest]
}
