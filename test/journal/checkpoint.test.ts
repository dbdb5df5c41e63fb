import { compactVerify, decodeProtectedHeader } from 'jose'
import type { StoredCheckpoint } from '../../src/core/checkpoint.ts'
import { FULL_EVERY, nameOf, nextCheckpoint, payloadOf, sign, signedHeads } from '../../src/journal/checkpoint.ts'
import { NOON } from '../support/rows.ts'
import { A, B, entriesOf, headOf, keysOf, newKey } from './verify/journals.ts'

const [a, b] = [entriesOf(A, 200).map(headOf), entriesOf(B, 9).map(headOf)]

test('the first tells of all chains, the next of those that have moved, and names the one before', async () => {
  const key = await newKey()
  const first = nextCheckpoint([], [a[0]!, b[0]!], NOON)!
  expect(first).toEqual({ number: 1, at: NOON, previous: '0'.repeat(64), full: true, heads: [a[0], b[0]] })
  const kept = { number: 1, at: NOON, jws: await sign(first, key) }
  expect(payloadOf(kept.jws)).toEqual(first)
  expect(decodeProtectedHeader(kept.jws)).toEqual({ alg: 'EdDSA', kid: key.jwk.kid })
  await expect(compactVerify(kept.jws, keysOf(key).get(key.jwk.kid)!)).resolves.toBeTruthy()
  expect(nextCheckpoint([kept], [a[0]!, b[4]!], NOON + 1)).toEqual({
    ...{ number: 2, at: NOON + 1, previous: nameOf(kept.jws), full: false, heads: [b[4]] },
  })
  expect(nextCheckpoint([kept], [a[0]!, b[0]!], NOON + 1)).toBeNull()
})

test('every so many tell of all chains again: what was signed is known from those since', async () => {
  const key = await newKey()
  const kept: StoredCheckpoint[] = []
  for (let number = 1; number <= FULL_EVERY + 3; number++) {
    const checkpoint = nextCheckpoint(kept.slice(0, FULL_EVERY), [a[number]!, b[0]!], NOON)!
    expect([number, checkpoint.full, checkpoint.heads.length]).toEqual([
      ...[number, number % FULL_EVERY === 1, number % FULL_EVERY === 1 ? 2 : 1],
    ])
    kept.unshift({ number, at: NOON, jws: await sign(checkpoint, key) })
  }
  const heads = signedHeads(kept.slice(0, FULL_EVERY))
  expect([...heads.values()]).toEqual([a[FULL_EVERY + 3], b[0]])
})
