import type { Family } from './builtin.ts'
import { ofStrings } from './operands.ts'

interface Version {
  readonly numbers: readonly bigint[]
  readonly prerelease: string
}

const NUMBER = /^(?:0|[1-9]\d*)$/
const IDENTIFIERS = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/
const LARGEST = 2n ** 63n - 1n

/** SemVer 2.0.0 with an optional `v`; undefined for anything else. Source: OPA's internal/semver. */
function parse(text: string): Version | undefined {
  const [withoutMetadata, metadata] = cut(text.replace(/^v/, ''), '+')
  const [core, prerelease] = cut(withoutMetadata, '-')
  if (metadata !== undefined && !IDENTIFIERS.test(metadata)) return undefined
  if (prerelease !== undefined && !isPrerelease(prerelease)) return undefined
  const parts = core.split('.')
  if (parts.length !== 3 || !parts.every((part) => NUMBER.test(part) && part.length < 20)) return undefined
  const numbers = parts.map(BigInt)
  return numbers.every((number) => number <= LARGEST) ? { numbers, prerelease: prerelease ?? '' } : undefined
}

function cut(text: string, mark: string): [string, string | undefined] {
  const index = text.indexOf(mark)
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)]
}

function isPrerelease(text: string): boolean {
  return IDENTIFIERS.test(text) && text.split('.').every((part) => !/^0\d+$/.test(part))
}

/** By precedence: -1, 0 or 1. Source: SemVer 2.0.0, section 11. */
function compare(one: Version, other: Version): number {
  for (const [index, number] of one.numbers.entries()) {
    if (number !== other.numbers[index]) return number > other.numbers[index]! ? 1 : -1
  }
  if (one.prerelease === other.prerelease) return 0
  if (one.prerelease === '' || other.prerelease === '') return one.prerelease === '' ? 1 : -1
  const [first, second] = [one.prerelease.split('.'), other.prerelease.split('.')]
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const difference = compareIdentifiers(first[index]!, second[index]!)
    if (difference !== 0) return difference
  }
  return Math.sign(first.length - second.length)
}

function compareIdentifiers(one: string, other: string): number {
  if (one === other) return 0
  const [number, otherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (number !== otherNumber) return number ? -1 : 1
  if (!number) return one > other ? 1 : -1
  // OPA takes all numbers beyond an int64 for equal, and never ends where nothing else differs.
  if (one.length > 18 || other.length > 18) throw new Error('semver: so large a number is not supported.')
  return Number(BigInt(one) > BigInt(other)) * 2 - 1
}

/** OPA's builtins of semantic versions. */
export const semverFamily: Family = {
  'semver.is_valid': { notation: 'json', call: (_, text) => typeof text === 'string' && parse(text) !== undefined },
  'semver.compare': ofStrings((_, one, other) => {
    const [first, second] = [parse(one!), parse(other!)]
    return first === undefined || second === undefined ? undefined : compare(first, second)
  }),
}
