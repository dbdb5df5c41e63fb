import { jest } from '@jest/globals'
import type { GatewayError } from '../../src/core/errors.ts'
import type { Intent } from '../../src/core/journal.ts'
import type { JournalStore, Use } from '../../src/core/ports.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { quiet } from '../support/journal.ts'
import { anIntent } from '../support/rows.ts'
import { atFault, down, expectChained, heldStore, settled } from './entries.ts'

const codeOf = (intended: Promise<void>) =>
  intended.then(
    () => 'written',
    (error: GatewayError) => error.code,
  )
const using = (exchange: string, ...uses: string[]) => anIntent({ exchange, uses })

/** A journal whose store answers for each exchange what `answers` says of it, and used otherwise. */
function aJournal(answers: { readonly [exchange: string]: Use[] } = {}) {
  const { store, kept } = heldStore()
  const asked: string[][] = []
  const appendUses = jest.fn<JournalStore['appendUses']>(async (intents, chained) => {
    asked.push(intents.map(({ exchange }) => exchange))
    const uses = intents.map(({ exchange }): Use => answers[exchange]?.shift() ?? 'used')
    const used = intents.filter((_, index) => uses[index] === 'used')
    if (used.length > 0) kept.push(...chained(used))
    return uses
  })
  return { journal: createJournal({ ...store, appendUses }, quiet), appendUses, asked, kept }
}

afterEach(() => jest.useRealTimers())

test('many share a commit, but for those that use the same approval', async () => {
  const { journal, asked, kept } = aJournal()
  const intents: Intent[] = [
    ...[using('e-0', 'a-0'), using('e-1', 'a-1'), using('e-2', 'a-2', 'a-3')],
    ...[using('e-3', 'a-3'), using('e-4', 'a-4'), using('e-5', 'a-3')],
  ]
  await Promise.all(intents.map((intent) => journal.intend(intent)))
  expect(asked).toEqual([['e-0'], ['e-1', 'e-2', 'e-4'], ['e-3'], ['e-5']])
  expectChained(kept)
  await journal.close()
})

test('an intent is refused where an approval of it is gone, and then it is in no chain', async () => {
  const { journal, kept } = aJournal({ 'e-1': ['gone'] })
  const codes = ['e-0', 'e-1', 'e-2'].map((exchange) => codeOf(journal.intend(using(exchange, `a-${exchange}`))))
  expect(await Promise.all(codes)).toEqual(['written', 'ERR_APPROVAL_USED', 'written'])
  expect(kept.flatMap(({ exchange }) => exchange ?? [])).toEqual(['e-0', 'e-2'])
  expectChained(kept)
  await journal.close()
})

test('an approval that another transaction has in hand is looked at again, for a while', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  const { journal, asked } = aJournal({ 'e-0': ['busy', 'busy'], 'e-1': Array<Use>(1_000).fill('busy') })
  const first = codeOf(journal.intend(using('e-0', 'a-0')))
  await jest.advanceTimersByTimeAsync(39)
  expect(asked).toHaveLength(2)
  await jest.advanceTimersByTimeAsync(1)
  expect([await first, asked.length]).toEqual(['written', 3])
  const second = codeOf(journal.intend(using('e-1', 'a-1')))
  // It keeps nobody else waiting.
  expect(await codeOf(journal.intend(using('e-2', 'a-2')))).toBe('written')
  await jest.advanceTimersByTimeAsync(5_000)
  expect(await second).toBe('ERR_JOURNAL_UNAVAILABLE')
  await settled()
  expect(journal.lag.entries).toBe(0)
})

test('one row that the database refuses fails alone; a database that is away fails them all', async () => {
  const { journal, appendUses, kept } = aJournal()
  const bad = using('e-1', 'a-1')
  const through = appendUses.getMockImplementation()!
  appendUses.mockImplementation(async (intents, chained) => {
    if (intents.includes(bad)) throw atFault()
    return through(intents, chained)
  })
  const intents = [using('e-0', 'a-0'), bad, using('e-2', 'a-2')]
  expect(await Promise.all(intents.map((it) => codeOf(journal.intend(it))))).toEqual([
    ...['written', 'ERR_JOURNAL_UNAVAILABLE', 'written'],
  ])
  appendUses.mockRejectedValueOnce(down())
  expect(await codeOf(journal.intend(using('e-3', 'a-3')))).toBe('ERR_JOURNAL_UNAVAILABLE')
  expect(await codeOf(journal.intend(using('e-4', 'a-4')))).toBe('written')
  expectChained(kept)
  await journal.close()
})
