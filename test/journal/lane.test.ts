import { jest } from '@jest/globals'
import type { Entry } from '../../src/core/journal.ts'
import type { Draft } from '../../src/journal/drafts.ts'
import { createLane, type Extend } from '../../src/journal/lane.ts'
import { expectChained, heldStore, ORIGIN, told } from './entries.ts'

const writer = { lane: 'plain', host: 'gate.test', pid: 7, version: '1.0.0', started: 1 }
const draft = (n: number): Draft => ({ kind: 'stage', at: n, session: null, exchange: null, members: `"n":${n}}` })

function aLane() {
  const { store, kept } = heldStore()
  const [found, forked] = [jest.fn(), jest.fn()]
  const lane = createLane({ store, writer, now: () => 1_000, found, forked })
  const put = async (extend: Extend, ...drafts: Draft[]) => void kept.push(...extend(drafts))
  return { lane, kept, found, forked, put, numbers: () => kept.flatMap((it) => (told(it).n as number) ?? []) }
}

test('a chain begins with its writer, once there is something to write', async () => {
  const { lane, kept, put } = aLane()
  await lane.commit(async () => {})
  expect([kept, lane.chain.head]).toEqual([[], ORIGIN])
  await lane.commit((extend) => put(extend, draft(1), draft(2)))
  await lane.commit((extend) => put(extend, draft(3)))
  expectChained(kept)
  expect(kept.map(({ kind }) => kind)).toEqual(['writer', 'stage', 'stage', 'stage'])
  expect(told(kept[0]!)).toMatchObject({ ...writer, at: 1_000 })
  expect(lane.chain).toEqual({ writer: kept[0]!.writer, head: { sequence: 4, hash: kept[3]!.hash } })
})

test('a commit that failed and was not made leaves the chain where it was', async () => {
  const { lane, kept, put, found, forked, numbers } = aLane()
  await lane.commit((extend) => put(extend, draft(1)))
  const failed = lane.commit(async (extend) => {
    extend([draft(2)])
    throw new Error('away')
  })
  await expect(failed).rejects.toThrow('away')
  expect(lane.uncertain).toBe(true)
  await lane.recover()
  expect(lane.uncertain).toBe(false)
  await lane.commit((extend) => put(extend, draft(3)))
  expectChained(kept)
  expect([numbers(), found.mock.calls, forked.mock.calls]).toEqual([[1, 3], [], []])
})

test('a commit that seemed to have failed and was made is found', async () => {
  const { lane, kept, put, found, numbers } = aLane()
  const second = draft(2)
  const failed = lane.commit(async (extend) => {
    await put(extend, draft(1), second)
    throw new Error('answer lost')
  })
  await expect(failed).rejects.toThrow('answer lost')
  await lane.recover()
  expect(found.mock.calls).toEqual([[[draft(1), second]]])
  await lane.commit((extend) => put(extend, draft(3)))
  expectChained(kept)
  expect(numbers()).toEqual([1, 2, 3])
})

test('a commit that comes through after it was given up is found once the next has met it', async () => {
  const { lane, kept, put, found, forked, numbers } = aLane()
  await lane.commit((extend) => put(extend, draft(1)))
  let late: readonly Entry[] = []
  const givenUp = lane.commit(async (extend) => {
    late = extend([draft(2)])
    throw new Error('no answer')
  })
  await expect(givenUp).rejects.toThrow('no answer')
  await lane.recover()
  const rival = lane.commit(async (extend) => {
    extend([draft(2)])
    // The table holds the sequence already.
    kept.push(...late)
    throw new Error('duplicate key')
  })
  await expect(rival).rejects.toThrow('duplicate key')
  await lane.recover()
  expect(found.mock.calls).toEqual([[[draft(2)]]])
  await lane.commit((extend) => put(extend, draft(3)))
  expectChained(kept)
  expect([numbers(), forked.mock.calls]).toEqual([[1, 2, 3], []])
})

test('what nobody here wrote is told, and a new chain begun', async () => {
  const { lane, kept, put, forked } = aLane()
  await lane.commit((extend) => put(extend, draft(1)))
  const { writer: first } = lane.chain
  const stranger = { ...kept.at(-1)!, sequence: 3, hash: 'f'.repeat(64) }
  await expect(lane.commit(() => Promise.reject(new Error('duplicate key')))).rejects.toThrow()
  kept.push(stranger)
  await lane.recover()
  expect(forked.mock.calls).toEqual([[first]])
  await lane.commit((extend) => put(extend, draft(2)))
  expect(lane.chain.writer).not.toBe(first)
  expectChained(kept.filter(({ writer }) => writer !== first))
})
