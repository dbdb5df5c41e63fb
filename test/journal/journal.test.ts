import { jest } from '@jest/globals'
import { GatewayError } from '../../src/core/errors.ts'
import type { Batch } from '../../src/core/journal.ts'
import type { JournalStore } from '../../src/core/ports.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { anIntent, anOutcome } from '../support/rows.ts'

/** A store whose commits end only when the test says so. */
function heldStore() {
  const commits: { batch: Batch; done: () => void; fail: (error: unknown) => void }[] = []
  const store: JournalStore = {
    append: (batch) => new Promise((done, fail) => commits.push({ batch, done, fail })),
    appendWithUse: async () => true,
    reach: async () => {},
  }
  return { store, commits }
}

const quiet = { limit: 10_000, report: () => {} }
const codeOf = (intended: Promise<void>) =>
  intended.then(
    () => 'written',
    (error: GatewayError) => error.code,
  )
const settled = () => new Promise((resolve) => setImmediate(resolve))
const down = () => new GatewayError('ERR_STORE_UNAVAILABLE', 'Down.', { cause: new Error('connection refused') })
const atFault = () =>
  new GatewayError('ERR_STORE_UNAVAILABLE', 'No.', { cause: Object.assign(new Error('bad'), { code: '22P05' }) })

afterEach(() => jest.useRealTimers())

test('while two commits are under way, whatever arrives shares the next one', async () => {
  const { store, commits } = heldStore()
  const journal = createJournal(store, quiet)
  const all = Array.from({ length: 602 }, () => anIntent())
  const written: number[] = []
  const intended = all.map((intent, n) => journal.intend(intent).then(() => written.push(n)))
  journal.settle(anOutcome(all[0]!.exchange))
  expect(commits.map((it) => it.batch.intents)).toEqual([[all[0]], [all[1]]])
  await settled()
  expect(written).toEqual([])
  commits[0]!.done()
  await settled()
  expect(written).toEqual([0])
  expect(commits[2]!.batch).toEqual({ intents: all.slice(2, 502), outcomes: [anOutcome(all[0]!.exchange)] })
  commits[1]!.done()
  await settled()
  expect(commits[3]!.batch).toEqual({ intents: all.slice(502), outcomes: [] })
  expect(journal.lag).toBe(601)
  commits[2]!.done()
  commits[3]!.done()
  await Promise.all(intended)
  expect(journal.lag).toBe(0)
  await journal.drain()
})

test('a failed commit rejects its intents in words that name nothing of the database', async () => {
  const report = jest.fn()
  const { store, commits } = heldStore()
  const journal = createJournal(store, { ...quiet, report })
  const intended = journal.intend(anIntent())
  const error = down()
  commits[0]!.fail(error)
  await expect(intended).rejects.toMatchObject({
    code: 'ERR_JOURNAL_UNAVAILABLE',
    message: "The journal can't be written, and nothing goes upstream that isn't on record.",
    cause: error,
  })
  expect(report.mock.calls).toEqual([[error]])
  expect(journal.lag).toBe(0)
  const next = codeOf(journal.intend(anIntent()))
  commits[1]!.done()
  expect(await next).toBe('written')
})

test('outcomes are tried again, in order and before later ones, until they are written', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] })
  const { store, commits } = heldStore()
  const journal = createJournal(store, quiet)
  const [first, second] = [anOutcome(anIntent().exchange), anOutcome(anIntent().exchange)]
  journal.settle(first)
  commits[0]!.fail(down())
  await settled()
  journal.settle(second)
  // Intents don't wait for it.
  const intent = anIntent()
  const intended = codeOf(journal.intend(intent))
  expect(commits[1]!.batch).toEqual({ intents: [intent], outcomes: [] })
  commits[1]!.done()
  expect(await intended).toBe('written')
  expect([commits.length, journal.lag]).toEqual([2, 2])
  jest.advanceTimersByTime(500)
  expect(commits[2]!.batch).toEqual({ intents: [], outcomes: [first, second] })
  commits[2]!.fail(down())
  await settled()
  jest.advanceTimersByTime(500)
  expect(commits[3]!.batch.outcomes).toEqual([first, second])
  commits[3]!.done()
  await settled()
  expect([commits.length, journal.lag]).toEqual([4, 0])
})

test('past the bound new intents are refused, and what happened is kept', async () => {
  const { store, commits } = heldStore()
  const journal = createJournal(store, { ...quiet, limit: 2 })
  const intended = [journal.intend(anIntent()), journal.intend(anIntent()), journal.intend(anIntent())].map(codeOf)
  expect(await intended[2]).toBe('ERR_JOURNAL_UNAVAILABLE')
  journal.settle(anOutcome(anIntent().exchange))
  expect(journal.lag).toBe(3)
  expect(await codeOf(journal.intend({ ...anIntent(), uses: [anIntent().exchange] }))).toBe('ERR_JOURNAL_UNAVAILABLE')
  for (const commit of commits) commit.done()
  expect(await Promise.all(intended.slice(0, 2))).toEqual(['written', 'written'])
  await settled()
  commits[2]!.done()
  await settled()
  const again = codeOf(journal.intend(anIntent()))
  commits[3]!.done()
  expect(await again).toBe('written')
})

test('one row that the database refuses fails alone', async () => {
  const kept: Batch[] = []
  const isBad = (batch: Batch) =>
    batch.intents.some((it) => it.host === 'bad') || batch.outcomes.some((it) => it.body !== null)
  const store: JournalStore = {
    append: async (batch) => {
      if (isBad(batch)) throw atFault()
      kept.push(batch)
    },
    appendWithUse: async () => true,
    reach: async () => {},
  }
  const journal = createJournal(store, quiet)
  const intents = [anIntent(), anIntent(), anIntent(), anIntent({ host: 'bad' }), anIntent()]
  const outcome = anOutcome(intents[0]!.exchange)
  const intended = intents.map((intent) => codeOf(journal.intend(intent)))
  journal.settle(outcome)
  expect(await Promise.all(intended)).toEqual(['written', 'written', 'written', 'ERR_JOURNAL_UNAVAILABLE', 'written'])
  await journal.drain()
  // Without the parts that came from outside the outcome is taken.
  expect(kept.flatMap((it) => it.outcomes)).toEqual([{ ...outcome, headers: [], body: null }])
})

test('an intent that uses an approval has a commit of its own, and is refused where the approval is gone', async () => {
  const { store } = heldStore()
  const appendWithUse = jest.fn<JournalStore['appendWithUse']>()
  const journal = createJournal({ ...store, appendWithUse }, quiet)
  const intent = { ...anIntent(), uses: [anIntent().exchange] }
  appendWithUse.mockResolvedValueOnce(true)
  expect(await codeOf(journal.intend(intent))).toBe('written')
  expect(appendWithUse.mock.calls).toEqual([[intent]])
  appendWithUse.mockResolvedValueOnce(false)
  expect(await codeOf(journal.intend(intent))).toBe('ERR_APPROVAL_USED')
  appendWithUse.mockRejectedValueOnce(down())
  expect(await codeOf(journal.intend(intent))).toBe('ERR_JOURNAL_UNAVAILABLE')
})

test('a drain waits for intents and outcomes, and says so where it waits in vain', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] })
  const { store, commits } = heldStore()
  const journal = createJournal(store, quiet)
  const intended = codeOf(journal.intend(anIntent()))
  const drained = jest.fn()
  const draining = journal.drain().then(drained)
  await jest.advanceTimersByTimeAsync(1_000)
  expect(drained).not.toHaveBeenCalled()
  commits[0]!.done()
  await intended
  await jest.advanceTimersByTimeAsync(50)
  await draining
  journal.settle(anOutcome(anIntent().exchange))
  const vain = codeOf(journal.drain())
  await jest.advanceTimersByTimeAsync(5_000)
  expect(await vain).toBe('ERR_JOURNAL_UNAVAILABLE')
})
