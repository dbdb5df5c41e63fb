import { jest } from '@jest/globals'
import type { GatewayError } from '../../src/core/errors.ts'
import type { Happening } from '../../src/core/journal.ts'
import type { JournalStore } from '../../src/core/ports.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { BATCH } from '../../src/journal/plain.ts'
import { quiet } from '../support/journal.ts'
import { anIntent, anOutcome, aRecording, NOON } from '../support/rows.ts'
import { atFault, down, expectChained, heldStore, settled, told } from './entries.ts'

const codeOf = (intended: Promise<void>) =>
  intended.then(
    () => 'written',
    (error: GatewayError) => error.code,
  )

afterEach(() => jest.useRealTimers())

test('while one commit is under way, whatever arrives shares the next one', async () => {
  const { store, commits, kept } = heldStore()
  const journal = createJournal(store, quiet)
  const all = Array.from({ length: 602 }, () => anIntent())
  const written: number[] = []
  const intended = all.map((intent, n) => journal.intend(intent).then(() => written.push(n)))
  journal.settle(anOutcome(all[0]!.exchange))
  expect(commits.map(({ entries }) => entries.map(({ kind }) => kind))).toEqual([['writer', 'exchange']])
  await settled()
  expect(written).toEqual([])
  commits[0]!.done()
  await settled()
  expect(written).toEqual([0])
  expect(commits[1]!.entries.map(({ exchange }) => exchange)).toEqual(all.slice(1, BATCH + 1).map((it) => it.exchange))
  expect(journal.lag.entries).toBe(602)
  commits[1]!.done()
  await settled()
  expect(commits[2]!.entries.map(({ exchange }) => exchange)).toEqual([
    ...all.slice(BATCH + 1).map((it) => it.exchange),
    all[0]!.exchange,
  ])
  commits[2]!.done()
  await Promise.all(intended)
  expect(journal.lag).toEqual({ entries: 0, bytes: 0, oldest: null })
  expectChained(kept)
  await journal.close()
})

test('a failed commit rejects its intents in words that name nothing of the database', async () => {
  const report = jest.fn()
  const { store, commits } = heldStore()
  const journal = createJournal(store, { ...quiet, report })
  const intended = journal.intend(anIntent())
  const error = down()
  commits[0]!.fail(error)
  await expect(intended).rejects.toMatchObject({ code: 'ERR_JOURNAL_UNAVAILABLE', cause: error })
  expect(report.mock.calls).toEqual([[error]])
  expect(journal.lag.entries).toBe(0)
  const next = codeOf(journal.intend(anIntent()))
  await settled()
  commits[1]!.done()
  expect(await next).toBe('written')
  await journal.close()
})

test('outcomes are tried again, in order and before later ones, until they are written', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  const { store, commits, kept } = heldStore()
  const journal = createJournal(store, quiet)
  const [first, second] = [anOutcome('e-1'), anOutcome('e-2')]
  const exchanges = (commit: number) => commits[commit]!.entries.flatMap(({ exchange }) => exchange ?? [])
  journal.settle(first)
  jest.advanceTimersByTime(9)
  expect(commits).toEqual([])
  jest.advanceTimersByTime(1)
  commits[0]!.fail(down())
  await settled()
  // Intents don't wait for it.
  const intended = codeOf(journal.intend(anIntent({ exchange: 'e-3' })))
  await settled()
  expect(exchanges(1)).toEqual(['e-3'])
  commits[1]!.done()
  expect(await intended).toBe('written')
  expect([commits.length, journal.lag.entries]).toEqual([2, 1])
  jest.advanceTimersByTime(499)
  await settled()
  expect(commits).toHaveLength(2)
  jest.advanceTimersByTime(1)
  await settled()
  expect(exchanges(2)).toEqual(['e-1'])
  journal.settle(second)
  commits[2]!.fail(down())
  jest.advanceTimersByTime(10)
  await settled()
  await settled()
  expect(exchanges(3)).toEqual(['e-2'])
  commits[3]!.fail(down())
  await settled()
  jest.advanceTimersByTime(500)
  await settled()
  expect(exchanges(4)).toEqual(['e-1', 'e-2'])
  commits[4]!.done()
  await settled()
  expect([commits.length, journal.lag.entries]).toEqual([5, 0])
  expectChained(kept)
})

test('an outcome whose commit only seemed to have failed is not written twice', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  const { store, commits, kept } = heldStore()
  const journal = createJournal(store, quiet)
  const intended = codeOf(journal.intend(anIntent({ exchange: 'e-0' })))
  commits[0]!.done()
  await intended
  await settled()
  journal.settle(anOutcome('e-1'))
  const lost = codeOf(journal.intend(anIntent({ exchange: 'e-2' })))
  await settled()
  commits[1]!.fail(down(), true)
  expect(await lost).toBe('ERR_JOURNAL_UNAVAILABLE')
  jest.advanceTimersByTime(500)
  await settled()
  await settled()
  expect([commits.length, journal.lag.entries]).toEqual([2, 0])
  expect(kept.map(({ exchange }) => exchange)).toEqual([null, 'e-0', 'e-1', 'e-2'])
  expectChained(kept)
})

test('one row that the database refuses fails alone, and an outcome of that kind is kept without what came from outside', async () => {
  const { store, kept } = heldStore()
  const isBad = (entry: object) =>
    told(entry as never).host === 'bad' || (told(entry as never).recordings as unknown[] | undefined)?.length === 1
  const append: JournalStore['append'] = async (entries) => {
    if (entries.some(isBad)) throw atFault()
    kept.push(...entries)
  }
  const journal = createJournal({ ...store, append }, quiet)
  const intents = [anIntent(), anIntent(), anIntent(), anIntent({ host: 'bad' }), anIntent()]
  const outcome = anOutcome(intents[0]!.exchange, { recordings: [aRecording()] })
  const intended = intents.map((intent) => codeOf(journal.intend(intent)))
  journal.settle(outcome)
  expect(await Promise.all(intended)).toEqual(['written', 'written', 'written', 'ERR_JOURNAL_UNAVAILABLE', 'written'])
  await journal.close()
  expectChained(kept)
  expect(kept.filter(({ kind }) => kind === 'answer').map(told)).toMatchObject([
    { status: 201, code: null, forwarded: true, headers: [], recordings: [] },
  ])
})

test('what happened elsewhere is moved in, as much as there is, between other commits', async () => {
  const { store, kept } = heldStore()
  const happened: Happening[] = Array.from({ length: 1_203 }, (_, n) => ({
    ...{ kind: 'vote', change: 'insert', session: null, fields: `{"n": ${n}}`, at: NOON },
  }))
  const journal = createJournal(
    {
      ...store,
      append: async (entries) => void kept.push(...entries),
      async appendHappenings(limit, chained) {
        const some = happened.splice(0, limit)
        if (some.length > 0) kept.push(...chained(some))
        return some.length
      },
    },
    quiet,
  )
  await journal.intend(anIntent())
  await journal.close()
  expectChained(kept)
  expect(kept.flatMap((it) => (told(it).fields as { n: number } | undefined)?.n ?? [])).toEqual(
    Array.from({ length: 1_203 }, (_, n) => n),
  )
})

test('it is looked for once a second', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  const appendHappenings = jest.fn<JournalStore['appendHappenings']>().mockResolvedValue(0)
  const journal = createJournal({ ...heldStore().store, appendHappenings }, quiet)
  await jest.advanceTimersByTimeAsync(999)
  expect(appendHappenings).not.toHaveBeenCalled()
  await jest.advanceTimersByTimeAsync(1)
  expect(appendHappenings).toHaveBeenCalledTimes(1)
  appendHappenings.mockRejectedValueOnce(down())
  await jest.advanceTimersByTimeAsync(2_000)
  expect(appendHappenings).toHaveBeenCalledTimes(3)
  await journal.close()
  await jest.advanceTimersByTimeAsync(2_000)
  expect(appendHappenings).toHaveBeenCalledTimes(4)
})
