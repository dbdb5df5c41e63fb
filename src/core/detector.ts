/** What somebody's own detector looks for, as policy's data says it. */
export interface CustomDetector {
  /** Names it in policies, and in what is written where it finds something. Kebab-case; none of the names that come with Sallyport. */
  readonly name: string
  /** What it finds, in words for people. */
  readonly title: string
  /**
   * Literal characters and classes, each with `{n}` or `{n,m}`, and one pair of parentheses around what is hidden. Begins
   * with three literal characters or more, or with one class before them, unless there are keywords.
   */
  readonly pattern: string
  /** Words close behind which the pattern is looked for, where it has no text of its own. */
  readonly keywords?: readonly string[]
  /** Texts that it finds something in: between `«` and `»` what is hidden, unless it is all of the text. */
  readonly examples: readonly string[]
  /** Texts that it finds nothing in. */
  readonly lookalikes: readonly string[]
}
