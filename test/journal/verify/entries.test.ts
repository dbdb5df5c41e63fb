import type { FoundEntry } from '../../../src/core/journal.ts'
import { chain, ORIGIN } from '../../../src/journal/chain.ts'
import { verifyEntries } from '../../../src/journal/verify/entries.ts'
import { NOON } from '../../support/rows.ts'
import { A, B, C, drafts, entriesOf, found, headOf, pagesOf } from './journals.ts'

const [a, b] = [entriesOf(A, 9), entriesOf(B, 4)]
const signed = (...heads: readonly { entry: number; checkpoint: number }[]) =>
  new Map([[A, heads.map(({ entry, checkpoint }) => ({ ...headOf(a[entry - 1]!), checkpoint }))]])
const walked = (
  entries: readonly FoundEntry[],
  heads = signed({ entry: 3, checkpoint: 1 }, { entry: 6, checkpoint: 2 }),
) => verifyEntries(pagesOf(entries), heads)

test('sound chains, what covers them, and since when the rest is uncovered', async () => {
  expect(await walked([...a, ...b].map(found))).toEqual({
    entries: 13,
    chains: [
      { writer: A, entries: 9, signed: 6, since: NOON + 7 },
      { writer: B, entries: 4, signed: 0, since: NOON },
    ],
    problem: null,
  })
  expect((await walked(a.slice(0, 6).map(found))).chains).toEqual([{ writer: A, entries: 6, signed: 6, since: null }])
  expect(await walked([], new Map())).toEqual({ entries: 0, chains: [], problem: null })
})

test('lines alone are enough', async () => {
  const bare = (entries: readonly FoundEntry[]) => entries.map((entry) => ({ ...entry, hash: null }))
  expect((await walked(bare(a.map(found)))).problem).toBeNull()
  const altered = bare(a.map(found)).map((entry, index) => (index === 3 ? { ...entry, line: `${entry.line} ` } : entry))
  expect((await walked(altered)).problem).toEqual({
    ...{ writer: A, sequence: 4, what: 'it is not the one that entry 5 follows' },
  })
})

test('a chain has to begin with its writer, and chains come in order, each once', async () => {
  const { entries } = chain(C, ORIGIN, drafts(3, 2))
  expect((await walked([...a, ...entries].map(found))).problem).toEqual({
    ...{ writer: C, sequence: 1, what: 'its chain begins with this entry of kind exchange, not with its writer' },
  })
  expect((await walked([...b, ...a].map(found), new Map())).problem).toEqual({
    ...{ writer: A, sequence: 1, what: 'its chain comes too late' },
  })
  expect((await walked([...a.slice(0, 4), ...a.slice(3)].map(found))).problem).toEqual({
    ...{ writer: A, sequence: 5, what: '4 comes in its place' },
  })
  expect((await walked([{ ...found(a[0]!), writer: '' }])).problem?.what).toBe('its text is no entry')
})

test('where the last entry that was signed is another, nobody can tell which of those before it are', async () => {
  const other = entriesOf(A, 3).map(found)
  const rest = chain(A, a[2]!, drafts(6, 5)).entries.map(found)
  expect((await walked([...other, ...rest])).problem).toEqual({
    ...{ writer: A, sequence: 4, what: 'from here to 6, entries are not what checkpoint 2 covers' },
  })
  expect(
    (await walked([...other, ...rest], signed({ entry: 3, checkpoint: 1 }, { entry: 4, checkpoint: 2 }))).problem,
  ).toEqual({
    ...{ writer: A, sequence: 4, what: 'it is not what checkpoint 2 covers' },
  })
})

test('what was signed and is missing', async () => {
  expect((await walked(a.slice(0, 5).map(found))).problem).toEqual({
    ...{ writer: A, sequence: 6, what: 'is missing: checkpoint 2 covers it' },
  })
  expect((await walked(b.map(found))).problem).toEqual({
    ...{ writer: A, sequence: 1, what: 'is missing, with all of its chain: checkpoint 1 covers it' },
  })
  expect((await walked([])).problem).toMatchObject({ writer: A, sequence: 1 })
})

test('an entry that is not written as entries are', async () => {
  const spaced = a.map(found).map((entry, index) => {
    return index === 8 ? { ...entry, hash: null, line: entry.line.replace('"kind":', ' "kind":') } : entry
  })
  expect((await walked(spaced)).problem).toEqual({
    writer: A,
    sequence: 9,
    what: 'its text is not written as entries are',
  })
})
