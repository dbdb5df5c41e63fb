/** Values that are hidden wherever they show up, in this process's memory alone. */
export interface KnownValues {
  /** A value counts until it was removed as often as it was added. */
  add(value: string): void
  remove(value: string): void
  /** All of them: the same list until one comes or goes. */
  list(): readonly string[]
}

/** Short values are everywhere: they would hide what is no secret. */
const SHORTEST = 4

export function createKnownValues(): KnownValues {
  const counts = new Map<string, number>()
  let list: readonly string[] | null = []
  return {
    add(value) {
      if (value.length < SHORTEST) return
      const count = counts.get(value) ?? 0
      counts.set(value, count + 1)
      if (count === 0) list = null
    },
    remove(value) {
      const count = counts.get(value) ?? 0
      if (count > 1) counts.set(value, count - 1)
      else if (counts.delete(value)) list = null
    },
    list() {
      list ??= [...counts.keys()]
      return list
    },
  }
}
