import type { Item } from './parse.ts'

/** An item of a pattern without braces. */
export type FlatItem = Exclude<Item, { kind: 'alternatives' }>

/** More alternatives than this, or items in all, aren't written out. */
const MOST_ALTERNATIVES = 32
const MOST_ITEMS = 2048

/** The patterns without braces that match what a pattern does; null if they are too many. */
export function flatten(items: readonly Item[]): FlatItem[][] | null {
  const { count, size } = extent(items)
  return count > MOST_ALTERNATIVES || size > MOST_ITEMS ? null : expand(items).map(normalise)
}

/** How many patterns there are, and the items of them all. */
function extent(items: readonly Item[]): { count: number; size: number } {
  let [count, size] = [1, 0]
  for (const item of items) {
    const inner = item.kind === 'alternatives' ? item.alternatives.map(extent) : [{ count: 1, size: 1 }]
    const innerCount = inner.reduce((sum, each) => sum + each.count, 0)
    const innerSize = inner.reduce((sum, each) => sum + each.size, 0)
    size = size * innerCount + innerSize * count
    count *= innerCount
  }
  return { count, size }
}

function expand(items: readonly Item[]): FlatItem[][] {
  return items.reduce<FlatItem[][]>(
    (patterns, item) => {
      const ways = item.kind === 'alternatives' ? item.alternatives.flatMap(expand) : [[item]]
      return patterns.flatMap((pattern) => ways.map((way) => [...pattern, ...way]))
    },
    [[]],
  )
}

/** Texts side by side are one, and so are stars: the freest of them. */
function normalise(items: readonly FlatItem[]): FlatItem[] {
  const normal: FlatItem[] = []
  for (const item of items) {
    const last = normal.at(-1)
    if (item.kind === 'text' && last?.kind === 'text') {
      normal[normal.length - 1] = { kind: 'text', text: last.text + item.text }
    } else if (item.kind === 'star' && last?.kind === 'star') {
      normal[normal.length - 1] = { kind: 'star', limited: last.limited && item.limited }
    } else normal.push(item)
  }
  return normal
}
