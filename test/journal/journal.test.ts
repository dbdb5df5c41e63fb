import { jest } from '@jest/globals'
import type { GatewayError } from '../../src/core/errors.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { quiet } from '../support/journal.ts'
import { anIntent, anOutcome, NOON } from '../support/rows.ts'
import { expectChained, heldStore, settled, told } from './entries.ts'

const codeOf = (intended: Promise<void>) =>
  intended.then(
    () => 'written',
    (error: GatewayError) => error.code,
  )
const stage = { exchange: 'e-1', session: 's-1', connection: 'shop', stage: 'held', at: NOON } as const

afterEach(() => jest.useRealTimers())

test('past the bound of entries new ones are refused, and what happened is kept', async () => {
  const { store, commits } = heldStore()
  const journal = createJournal(store, { ...quiet, limit: { entries: 2, bytes: 2 ** 20 } })
  const intended = [journal.intend(anIntent()), journal.reach(stage), journal.intend(anIntent())].map(codeOf)
  expect(await intended[2]).toBe('ERR_JOURNAL_UNAVAILABLE')
  expect(await codeOf(journal.reach(stage))).toBe('ERR_JOURNAL_UNAVAILABLE')
  expect(await codeOf(journal.intend(anIntent({ uses: ['a-1'] })))).toBe('ERR_JOURNAL_UNAVAILABLE')
  journal.settle(anOutcome(anIntent().exchange))
  expect(journal.lag.entries).toBe(3)
  commits[0]!.done()
  await settled()
  commits[1]!.done()
  expect(await Promise.all(intended.slice(0, 2))).toEqual(['written', 'written'])
  await settled()
  const again = codeOf(journal.intend(anIntent()))
  await settled()
  commits[2]!.done()
  expect(await again).toBe('written')
  await journal.close()
})

test('past the bound of bytes too', async () => {
  const { store, commits } = heldStore()
  const journal = createJournal(store, { ...quiet, now: () => NOON, limit: { entries: 100, bytes: 5_000 } })
  const intended = codeOf(journal.intend(anIntent({ target: `/${'x'.repeat(5_000)}` })))
  expect(await codeOf(journal.intend(anIntent()))).toBe('ERR_JOURNAL_UNAVAILABLE')
  expect([journal.lag.entries, journal.lag.bytes > 5_000, journal.lag.oldest]).toEqual([1, true, NOON])
  commits[0]!.done()
  expect(await intended).toBe('written')
  await journal.close()
})

test('intents that use approvals have a chain of their own', async () => {
  const { store, commits, kept } = heldStore()
  const committed = jest.fn()
  const journal = createJournal(store, { ...quiet, committed })
  const intended = [anIntent(), anIntent({ uses: ['a-1'] })].map((intent) => codeOf(journal.intend(intent)))
  await settled()
  for (const { done } of commits) done()
  expect(await Promise.all(intended)).toEqual(['written', 'written'])
  expectChained(kept)
  expect(kept.map(({ kind, ...entry }) => [kind, told({ kind, ...entry }).lane])).toEqual([
    ...[
      ['writer', 'plain'],
      ['exchange', undefined],
      ['writer', 'uses'],
      ['exchange', undefined],
    ],
  ])
  expect(journal.chains).toEqual(
    [kept[1]!, kept[3]!].map(({ writer, hash }) => ({
      ...{ writer, head: expect.objectContaining({ sequence: 2, hash }), live: true },
    })),
  )
  expect(committed.mock.calls).toMatchObject([[{ lane: 'plain', entries: 1 }], [{ lane: 'uses', entries: 1 }]])
  await journal.close()
})

test('what waits is written before it closes, and it is said where that is in vain', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  const { store, commits } = heldStore()
  const journal = createJournal(store, quiet)
  const intended = codeOf(journal.intend(anIntent()))
  const closed = jest.fn()
  const closing = journal.close().then(closed)
  await jest.advanceTimersByTimeAsync(1_000)
  expect(closed).not.toHaveBeenCalled()
  commits[0]!.done()
  await intended
  await jest.advanceTimersByTimeAsync(50)
  await closing
  journal.settle(anOutcome(anIntent().exchange))
  const vain = codeOf(journal.close())
  await jest.advanceTimersByTimeAsync(5_000)
  expect(await vain).toBe('ERR_JOURNAL_UNAVAILABLE')
})
