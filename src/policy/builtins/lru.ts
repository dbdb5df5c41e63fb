/**
 * The last used of what takes time to make, up to a number of them. Two generations: what is used again moves to the young
 * one, and when that is full the old one goes. A hit is one look into a Map, which is all that a cached pattern costs.
 */
export class Lru<V> {
  readonly #most: number
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  constructor(most: number) {
    this.#most = Math.max(Math.floor(most / 2), 1)
  }

  /** What is kept for a key, or else what `make` makes: not kept if it throws. */
  get(key: string, make: (key: string) => V): V {
    const kept = this.#young.get(key)
    if (kept !== undefined) return kept
    const made = this.#old.get(key) ?? make(key)
    if (this.#young.size >= this.#most) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, made)
    return made
  }
}
