import type { Place } from './place.ts'

/**
 * Whether a secret is at a keyword: `at` is the keyword's first byte, `after` the one behind its last. Says where in
 * `place`. Never goes back over what it has consumed, and adds every byte that it looked at to `place.looked`.
 */
export type Match = (bytes: Buffer, at: number, after: number, place: Place) => boolean

/** One way in which a secret is written. */
export interface Shape {
  /** Lower-case text, three bytes or more, that every match contains. Found in either case. None where it has `starts`. */
  readonly keywords: readonly string[]
  readonly match: Match
  /** Bytes, as a table of 256, at the first of a run of which a match is tried. For what contains no text of its own. */
  readonly starts?: Uint8Array
  /** How many bytes that run may have, and, as a table of 256, what comes before it, where only some do. */
  readonly startsWith?: { readonly lengths?: readonly number[]; readonly behind?: Uint8Array }
  /** What every match contains, in the case in which it does, where that is known: so it is found within base64. */
  readonly literal?: string
  /**
   * The bytes, as a table of 256, of a run in which no other match begins once one was missed at its start. For shapes
   * of long runs, or else a run full of keywords would take its square.
   */
  readonly run?: Uint8Array
  /** What a match may have before its keyword: at most so many bytes of a table of 256. */
  readonly before?: { readonly table: Uint8Array; readonly most: number }
  /** How the secret goes on behind a match, where the shape only tells that one begins. For masks. */
  readonly body?: Body
}

/**
 * Where a secret has got to that goes on from `at`, and whether that is its end. Bytes behind `next` are shown again,
 * together with more. `final` where there are no more.
 */
export type Body = (bytes: Buffer, at: number, final: boolean) => { readonly next: number; readonly over: boolean }

/** `provider`: the shape itself gives the secret away. `generic`: only its name or its place does. */
export type Confidence = 'provider' | 'generic'

/** Besides secrets, data about people; and what an operator has added. */
export type Kind = Confidence | 'personal' | 'custom'

/** One kind of secret, or of what else is hidden. */
export interface Rule<K extends Kind = Confidence> {
  /** Names it in findings and policies. Kebab-case, unique. */
  readonly name: string
  /** What it is, in words for people. */
  readonly title: string
  readonly confidence: K
  readonly shapes: readonly Shape[]
  /** What masks hide besides, confirmed or not: what only begins like one, and whatever its length. */
  readonly hides?: readonly Shape[]
  /** What has to be true of a match besides its shape: a checksum, an alphabet, that it looks random. */
  readonly verify?: (value: string) => boolean
  /** Texts with a secret, between `«` and `»` unless it is all of the text. Assembled anew, so that no file contains them. */
  readonly examples: () => readonly string[]
  /** Texts without one, though something looks like it. */
  readonly lookalikes: () => readonly string[]
}
