import type { z } from 'zod'
import { didYouMean } from './nearest.ts'
import type { Finding, Path } from './problem.ts'

type Issue = z.core.$ZodIssue

/** What a schema found, in words that go after a field's path. `value` is what it was given. */
export function findingsOf(issues: readonly Issue[], value: unknown): Finding[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path
    const given = lookUp(value, path)
    if (given === undefined && path.length > 0) return [{ path, message: 'is missing' }]
    if (issue.code === 'unrecognized_keys') {
      const messages = issue.message.split('\n')
      return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index]! }))
    }
    if (issue.code === 'invalid_union') {
      const branch = issue.errors.find((errors) => !errors.every(isOfAnotherKind))
      if (branch === undefined)
        return [{ path, message: issue.message === 'Invalid input' ? 'must be JSON' : issue.message }]
      return findingsOf(branch, given).map((finding) => ({ ...finding, path: [...path, ...finding.path] }))
    }
    return [{ path, message: messageOf(issue, given) }]
  })
}

/** True where the value isn't even what the union's branch is about. */
function isOfAnotherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

function messageOf(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      // A schema's own words go before ours.
      if (!issue.message.startsWith('Invalid input')) return issue.message
      return `must be ${KINDS[issue.expected] ?? issue.expected}, not ${kindOf(given)}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}${didYouMean(String(given), issue.values.map(String))}`
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'must not be empty'
        : `must be at least ${issue.minimum}`
    case 'too_big':
      return `must be at most ${issue.maximum}`
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    default:
      return issue.message
  }
}

const KINDS: { readonly [expected: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
  record: 'a map of fields',
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (Number.isFinite(value) && !Number.isInteger(value)) return 'a fraction'
  return KINDS[typeof value] ?? typeof value
}

function lookUp(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as { [part: string]: unknown } | null | undefined)?.[part], value)
}
