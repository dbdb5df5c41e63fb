import type { Place } from './place.ts'

/**
 * Whether a secret is at a keyword: `at` is the keyword's first byte, `after` the one behind its last. Says where in
 * `place`. Never goes back over what it has consumed, and adds every byte that it looked at to `place.looked`.
 */
export type Match = (bytes: Buffer, at: number, after: number, place: Place) => boolean

/** One way in which a secret is written. */
export interface Shape {
  /** Lower-case text, three bytes or more, that every match contains. Found in either case. */
  readonly keywords: readonly string[]
  readonly match: Match
  /** What every match contains, in the case in which it does, where that is known: so it is found within base64. */
  readonly literal?: string
  /**
   * The bytes, as a table of 256, of a run in which no other match begins once one was missed at its start. For shapes
   * of long runs, or else a run full of keywords would take its square.
   */
  readonly run?: Uint8Array
}

/** `provider`: the shape itself gives the secret away. `generic`: only its name or its place does. */
export type Confidence = 'provider' | 'generic'

/** One kind of secret. */
export interface Rule {
  /** Names it in findings and policies. Kebab-case, unique. */
  readonly name: string
  /** What it is, in words for people. */
  readonly title: string
  readonly confidence: Confidence
  readonly shapes: readonly Shape[]
  /** What has to be true of a match besides its shape: a checksum, an alphabet, that it looks random. */
  readonly verify?: (value: string) => boolean
  /** Texts with a secret, between `«` and `»` unless it is all of the text. Assembled anew, so that no file contains them. */
  readonly examples: () => readonly string[]
  /** Texts without one, though something looks like it. */
  readonly lookalikes: () => readonly string[]
}
