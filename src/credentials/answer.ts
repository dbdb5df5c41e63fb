import { SourceError } from './fault.ts'
import type { SourceAnswer } from './http.ts'

/** An answer's JSON object; null where it is none. */
export function objectOf({ text }: SourceAnswer): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as object as never) : null
  } catch {
    return null
  }
}

/** What can stand in a header field, and is no sentence. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

/** A source's own words, fit for a log: one line of at most 300 characters, without any known value. */
export function said(words: unknown, mask: (text: string) => string): string {
  if (typeof words !== 'string' || words === '') return ''
  const line = mask(words).replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
  return `: ${line.trim().slice(0, 300)}`
}

/** For an answer that isn't what its documentation says. */
export function noCredential(who: string, what: string): SourceError {
  const fault = 'answered with something that is no usable credential'
  return new SourceError(fault, `${who} answered with something that is no ${what}`)
}
