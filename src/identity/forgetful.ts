import type { SessionStore } from '../core/ports.ts'
import type { Sessions } from './sessions.ts'

/** A session that is revoked here ends here at once, and within a second on every other replica. */
export function forgetful(store: SessionStore, sessions: Pick<Sessions, 'forget'>): SessionStore {
  return {
    ...store,
    async end(id, because, at) {
      const ended = await store.end(id, because, at)
      sessions.forget(id)
      return ended
    },
  }
}
