import type { StoredCheckpoint } from '../../../src/core/checkpoint.ts'
import { verifyCheckpoints } from '../../../src/journal/verify/checkpoints.ts'
import { NOON } from '../../support/rows.ts'
import { A, B, checkpointsOf, entriesOf, headOf, keysOf, newKey, pagesOf } from './journals.ts'

const [a, b] = [entriesOf(A, 9).map(headOf), entriesOf(B, 9).map(headOf)]
const standings = [[a[2]!], [a[4]!, b[1]!], [a[4]!, b[7]!]]

test('heads of each chain, by the checkpoint that signed them first', async () => {
  const key = await newKey()
  const checkpoints = await checkpointsOf(key, standings)
  const verified = await verifyCheckpoints(pagesOf(checkpoints, 2), keysOf(key), [checkpoints[1]!.jws])
  expect(verified).toEqual({
    ...{ count: 3, at: NOON + 2, problem: null },
    heads: new Map([
      [
        A,
        [
          { ...a[2]!, checkpoint: 1 },
          { ...a[4]!, checkpoint: 2 },
        ],
      ],
      [
        B,
        [
          { ...b[1]!, checkpoint: 2 },
          { ...b[7]!, checkpoint: 3 },
        ],
      ],
    ]),
  })
})

test('several keys may sign, each that is given', async () => {
  const [key, other] = [await newKey(), await newKey()]
  const checkpoints = await checkpointsOf(key, standings)
  expect((await verifyCheckpoints(pagesOf(checkpoints), keysOf(other, key), [])).problem).toBeNull()
  expect((await verifyCheckpoints(pagesOf(checkpoints), keysOf(other), [])).problem).toEqual({
    ...{ checkpoint: 1, what: `it is signed by a key that wasn't given: ${key.jwk.kid}` },
  })
})

test('an anchor’s checkpoint has to be there, unless it is none', async () => {
  const [key, other] = [await newKey(), await newKey()]
  const checkpoints = await checkpointsOf(key, standings)
  const anchored = (jws: string, kept: readonly StoredCheckpoint[] = checkpoints.slice(0, 2)) =>
    verifyCheckpoints(pagesOf(kept), keysOf(key), [jws])
  expect((await anchored(checkpoints[2]!.jws)).problem).toEqual({
    ...{ checkpoint: 3, what: 'is in the anchor, and missing here, or another one' },
  })
  expect((await anchored(checkpoints[2]!.jws, checkpoints)).problem).toBeNull()
  const [foreign] = await checkpointsOf(other, standings)
  expect((await anchored(foreign!.jws)).problem?.what).toMatch(
    /^of the anchor: it is signed by a key that wasn't given/,
  )
  expect((await anchored('no JWS')).problem?.what).toBe('of the anchor: its signature does not hold')
})
