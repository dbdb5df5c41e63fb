import { isSound, verify } from '../../../src/journal/verify/verify.ts'
import { A, checkpointsOf, entriesOf, found, headOf, keysOf, newKey, pagesOf } from './journals.ts'

test('checkpoints and entries, each up to the first that is wrong', async () => {
  const key = await newKey()
  const a = entriesOf(A, 9)
  const checkpoints = await checkpointsOf(key, [[headOf(a[3]!)], [headOf(a[7]!)]])
  const of = (kept = checkpoints, entries = a) =>
    verify(
      {
        checkpoints: () => pagesOf(kept),
        entries: () => pagesOf(entries.map(found)),
        happenings: async () => 3,
      },
      keysOf(key),
      [],
    )
  const sound = await of()
  expect([isSound(sound), sound.happenings, sound.entries.chains[0]!.signed]).toEqual([true, 3, 8])
  const broken = checkpoints.map((it) => (it.number === 2 ? { ...it, jws: `${it.jws}A` } : it))
  const half = await of(broken)
  expect([isSound(half), half.checkpoints.problem?.checkpoint, half.entries.problem]).toEqual([false, 2, null])
  expect(half.entries.chains[0]!.signed).toBe(4)
  expect(isSound(await of(checkpoints, a.slice(0, 5)))).toBe(false)
})
