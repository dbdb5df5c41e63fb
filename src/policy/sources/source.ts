/** A bundle that a source has. */
export interface Offer {
  /** Its `.tar.gz`. */
  readonly archive: Buffer
  /** What the source calls this version of it; null where it has no word for it. */
  readonly etag: string | null
}

/** Where bundles come from. */
export interface Source {
  /** The file, folder or URL, as people are told it. */
  readonly place: string
  /** What is there now; null where it's what was activated last. Rejects with ERR_POLICY_MISSING. */
  look(signal: AbortSignal): Promise<Offer | null>
  /** The offer is in force from now on. */
  activated(offer: Offer): void
  /**
   * Milliseconds until the next look.
   *
   * @param failures how often in a row it was of no use, this time included
   * @param took how long the last look took, in milliseconds
   */
  delay(failures: number, took: number): number
  /** Calls `changed` when there may be something new; answers what ends that. */
  watch?(changed: () => void): () => void
  close?(): Promise<void>
}
