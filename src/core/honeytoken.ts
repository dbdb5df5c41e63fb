/** What honeytokens imitate, by the names of the detectors that find the real ones. */
export const HONEYTOKEN_KINDS = [
  'aws-access-key',
  'aws-secret-access-key',
  'github-token',
  'gitlab-token',
  'npm-token',
  'database-url',
] as const

export type HoneytokenKind = (typeof HONEYTOKEN_KINDS)[number]

/** Where a honeytoken was seen: in a request's target, header field or body, an object of its push, a message, an answer. */
export type Place = 'target' | 'header' | 'body' | 'push' | 'message' | 'answer'

/** A honeytoken that was seen. */
export interface Sighting {
  /** Its name, which is the variable's that it is handed out by. */
  readonly honeytoken: string
  readonly place: Place
  readonly exchange: string
}

/** What a session is marked with: the first of its honeytokens that was seen. */
export interface Mark extends Sighting {
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** An exact value to look for, and of which honeytoken it tells. */
export interface Telltale {
  readonly honeytoken: string
  readonly value: string
}
