import type { SessionStore } from '../../src/core/ports.ts'
import { sha256 } from '../../src/identity/exchange.ts'
import { createRevocation } from '../../src/identity/revoke.ts'
import { aSession, NOON } from '../support/rows.ts'

const ended: unknown[] = []
const store = {
  findByToken: async (tokenHash: Buffer) => (tokenHash.equals(sha256('known')) ? aSession({ id: 's-1' }) : null),
  async end(...given: unknown[]) {
    ended.push(given)
    return true
  },
} as unknown as SessionStore

test('the session of a token ends; a token that nobody has ends nothing', async () => {
  const revoke = createRevocation(store, () => NOON)
  await revoke('unknown')
  expect(ended).toEqual([])
  await revoke('known')
  expect(ended).toEqual([['s-1', 'ended by the agent', NOON]])
})
