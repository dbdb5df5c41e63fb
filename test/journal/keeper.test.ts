import { jest } from '@jest/globals'
import type { ChainHead, CheckpointStore, StoredCheckpoint } from '../../src/core/checkpoint.ts'
import { payloadOf } from '../../src/journal/checkpoint.ts'
import { createKeeper, type OwnChain } from '../../src/journal/keeper.ts'
import { NOON } from '../support/rows.ts'
import { down } from './entries.ts'
import { A, B, entriesOf, headOf, newKey } from './verify/journals.ts'

const [a, b] = [entriesOf(A, 9).map(headOf), entriesOf(B, 9).map(headOf)]

/** A keeper over chains that the test moves, and time that it lets pass. */
async function aKeeper() {
  const kept: StoredCheckpoint[] = []
  const state = { own: [] as OwnChain[], heads: [] as ChainHead[], busy: false, changed: new Map<string, string>() }
  const store: Pick<CheckpointStore, 'add' | 'after'> = {
    after: async (number, limit) => kept.filter((it) => it.number > number).slice(0, limit),
    async add(recent, make) {
      if (state.busy) return 'busy'
      const hashes = new Map([...a, ...b].map(({ writer, sequence, hash }) => [`${writer} ${sequence}`, hash]))
      const made = await make({
        recent: kept.toReversed().slice(0, recent),
        heads: state.heads,
        hashes: async () => new Map([...hashes, ...state.changed]),
      })
      if (made === null) return 'nothing'
      kept.push(made)
      return 'added'
    },
  }
  const naps: { milliseconds: number; wake: () => void }[] = []
  const told = { anchored: jest.fn(async () => {}), report: jest.fn(), alarm: jest.fn() }
  const keeper = createKeeper({
    ...{ store: store as CheckpointStore, key: await newKey(), chains: () => state.own, ...told },
    timing: {
      ...{ now: () => NOON, random: () => 0 },
      sleep: (milliseconds, signal) =>
        new Promise((wake) => {
          naps.push({ milliseconds, wake })
          signal.addEventListener('abort', () => wake())
        }),
    },
  })
  return { keeper, kept, state, naps, ...told }
}

const live = ({ writer, ...head }: ChainHead): OwnChain => ({ writer, head, live: true })

test('once a minute, and at the end, it is signed how far chains have come', async () => {
  const { keeper, kept, state, naps, anchored } = await aKeeper()
  expect(keeper.state).toEqual({ uncovered: 0, at: null })
  expect(naps.map(({ milliseconds }) => milliseconds)).toEqual([60_000])
  Object.assign(state, { own: [live(a[3]!)], heads: [a[4]!, b[2]!] })
  expect(keeper.state).toEqual({ uncovered: 4, at: null })
  naps[0]!.wake()
  while (naps.length < 2) await new Promise(setImmediate)
  expect(kept.map(({ jws }) => payloadOf(jws).heads)).toEqual([[a[4], b[2]]])
  expect([keeper.state, anchored.mock.calls.length]).toEqual([{ uncovered: 0, at: NOON }, 1])
  await keeper.look()
  expect(kept).toHaveLength(1)
  Object.assign(state, { own: [live(a[8]!)], heads: [a[8]!, b[2]!] })
  await keeper.close()
  expect(kept.map(({ jws }) => payloadOf(jws).heads).at(-1)).toEqual([a[8]])
})

test('a chain that is not as this process wrote it, or as it was signed, is not signed over', async () => {
  const { keeper, kept, state, report, alarm } = await aKeeper()
  const refused = async () => {
    await keeper.look()
    const [calls, [thrown]] = [alarm.mock.calls.splice(0), report.mock.calls.splice(0).flat()]
    return [calls, (thrown as { code?: string } | undefined)?.code, kept.length]
  }
  Object.assign(state, { own: [live({ ...a[3]!, hash: 'f'.repeat(64) })], heads: [a[4]!] })
  expect(await refused()).toEqual([[[A]], 'ERR_JOURNAL_TAMPERED', 0])
  Object.assign(state, { own: [live(a[3]!)] })
  expect(await refused()).toEqual([[], undefined, 1])
  Object.assign(state, { heads: [a[6]!], changed: new Map([[`${A} 5`, 'f'.repeat(64)]]) })
  expect(await refused()).toEqual([[[A]], 'ERR_JOURNAL_TAMPERED', 1])
  // Given up, since somebody else wrote to it.
  Object.assign(state, { changed: new Map(), own: [{ ...live(a[4]!), live: false }] })
  expect(await refused()).toEqual([[[A]], 'ERR_JOURNAL_TAMPERED', 1])
  await keeper.close()
})

test('where a checkpoint is gone that was there, or another in its place, nothing is signed in its stead', async () => {
  const { keeper, kept, state, report, alarm } = await aKeeper()
  Object.assign(state, { heads: [a[4]!] })
  await keeper.look()
  const first = kept.splice(0)
  Object.assign(state, { heads: [b[2]!] })
  await keeper.look()
  const other = await aKeeper()
  Object.assign(other.state, { heads: [b[2]!] })
  await other.keeper.look()
  kept.push(...other.kept)
  await keeper.look()
  expect([kept.length, alarm.mock.calls]).toEqual([1, [['checkpoint 1'], ['checkpoint 1']]])
  expect(report.mock.calls.flat()).toEqual([
    expect.objectContaining({ code: 'ERR_JOURNAL_TAMPERED' }),
    expect.objectContaining({ code: 'ERR_JOURNAL_TAMPERED' }),
  ])
  kept.splice(0, 1, ...first)
  Object.assign(state, { heads: [a[4]!, b[2]!] })
  await keeper.look()
  expect(kept.map(({ number }) => number)).toEqual([1, 2])
  await Promise.all([keeper.close(), other.keeper.close()])
})

test('where another replica is at it there is nothing to do; a failure is told, and tried again', async () => {
  const { keeper, kept, state, anchored, report } = await aKeeper()
  Object.assign(state, { heads: [a[4]!], busy: true })
  await keeper.look()
  expect([kept, anchored.mock.calls]).toEqual([[], []])
  state.busy = false
  anchored.mockRejectedValueOnce(down())
  await keeper.look()
  expect([kept.length, report.mock.calls.length]).toEqual([1, 1])
  await keeper.close()
})
