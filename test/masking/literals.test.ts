import { createSearch } from '../../src/masking/literals.ts'

/** What is found in a text that comes in pieces, each piece put behind all that was there. */
function find(texts: readonly string[], text: string, size = text.length): [number, string][] {
  const search = createSearch(texts)
  const found: [number, string][] = []
  let from = 0
  for (let at = size; ; at += size) {
    const bytes = Buffer.from(text.slice(0, at), 'latin1')
    const tell = (start: number, end: number) => found.push([start, text.slice(start, end)])
    from = search.look(bytes, from, at >= text.length, tell)
    // Of one place, the longest is told, and perhaps one that it begins with.
    const longestLast = found.sort(([one, text], [other, more]) => one - other || text.length - more.length)
    if (at >= text.length) return [...new Map(longestLast)]
  }
}

/** The longest at every place, looked for one by one. */
function slowly(texts: readonly string[], text: string): [number, string][] {
  const sorted = texts.toSorted((one, other) => other.length - one.length)
  return Array.from(text, (_, at) => at).flatMap((at): [number, string][] => {
    const match = sorted.find((one) => text.startsWith(one, at))
    return match === undefined ? [] : [[at, match]]
  })
}

test('what is found is the longest at every place, however the text is cut', () => {
  let seed = 7
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >> 8) % below
  }
  const word = (most: number) => Array.from({ length: 1 + random(most) }, () => 'ab\xff'[random(3)]).join('')
  for (let round = 0; round < 300; round++) {
    const texts = [...new Set(Array.from({ length: 1 + random(6) }, () => word(20)))]
    const text = Array.from({ length: 8 }, () => word(6) + (random(2) === 0 ? texts[0] : '.')).join('')
    const expected = slowly(texts, text)
    for (const size of [1, 2, 3, 5, 64]) expect(find(texts, text, size)).toEqual(expected)
  }
})

test('what can be no beginning of any is decided', () => {
  const search = createSearch(['abcdefgh', 'xy'])
  const decided = (text: string) => search.look(Buffer.from(text), 0, false, () => {})
  expect(decided('abcdeX abcd')).toBe(7)
  expect(decided('abcde xy abc')).toBe(9)
  expect(decided('abcde xy ab?')).toBe(12)
})

test('ten thousand that begin alike cost little more than one', () => {
  const begin = 'IQoJ'.repeat(20)
  const texts = Array.from({ length: 10_000 }, (_, at) => begin + at)
  const before = process.cpuUsage().user
  const text = `${'IQoJ'.repeat(16_384)} ${begin}9999 end`
  expect(find(texts, text)).toEqual([[65_537, `${begin}9999`]])
  expect(process.cpuUsage().user - before).toBeLessThan(2e6)
})
