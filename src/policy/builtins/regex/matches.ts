import type { Spend } from '../builtin.ts'
import { type Pattern, spendOnScan } from './compile.ts'

/** Where a match and its groups begin and end, two numbers each, in UTF-16 units; -1 for a group that has no part in it. */
export type Match = readonly number[]

const UNANCHORED = 0

/**
 * The first `most` matches that don't overlap, or all for a negative number. An empty match right behind another is none,
 * as in Go. Each look for the next match is charged, for it may go to the text's end.
 * Source: Go's regexp.allMatches.
 */
export function findMatches(pattern: Pattern, spend: Spend, text: string, most: number): Match[] {
  const re = pattern.re.re2()
  const groups = re.numberOfCapturingGroups() + 1
  const matches: Match[] = []
  let previousEnd = -1
  for (let position = 0; position <= text.length && (most < 0 || matches.length < most); ) {
    spendOnScan(pattern, spend, text.length - position)
    const [found, match] = re.matchWithGroup(text, position, text.length, UNANCHORED, groups) as [boolean, number[]]
    if (!found) break
    const [start, end] = match as [number, number]
    const adjacent = end === position && start === previousEnd
    position = end > position ? end : position + widthAt(text, position)
    previousEnd = end
    if (!adjacent) matches.push(padded(match, groups))
  }
  return matches
}

function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1
}

function padded(match: readonly number[], groups: number): number[] {
  return Array.from({ length: groups * 2 }, (_, index) => match[index] ?? -1)
}

/** The text of each group of a match; empty for one that has no part in it, as in Go. */
export function groupTexts(text: string, match: Match): string[] {
  return Array.from({ length: match.length / 2 }, (_, group) => groupText(text, match, group))
}

export function groupText(text: string, match: Match, group: number): string {
  const start = match[group * 2] ?? -1
  return start < 0 ? '' : text.slice(start, match[group * 2 + 1])
}
