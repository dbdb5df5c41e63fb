import type { Clock, SessionStore } from '../core/ports.ts'
import { sha256 } from './exchange.ts'

/**
 * RFC 7009 token revocation: whoever holds a session's token may end that session. Nothing happens where no session has
 * it, or where that one has ended already.
 */
export function createRevocation(store: SessionStore, now: Clock): (token: string) => Promise<void> {
  return async (token) => {
    const session = await store.findByToken(sha256(token))
    if (session !== null) await store.end(session.id, 'ended by the agent', now())
  }
}
