import type { Mark, Sighting } from '../core/honeytoken.ts'
import type { SessionStore } from '../core/ports.ts'

export interface AlarmOptions {
  /** Where sessions that end here are ended at once. */
  readonly sessions: Pick<SessionStore, 'mark' | 'end'> & { forget(id: string): void }
  /** Whether a session ends whose honeytoken was seen. */
  readonly revokes: boolean
  /** Told of every sighting. */
  readonly told: (session: string, sighting: Sighting) => void
  readonly now: () => number
}

/** What came of a sighting. */
export interface Alarmed {
  /** The session's mark: of its first sighting. */
  readonly mark: Mark
  /** Whether it has ended. */
  readonly ended: boolean
}

/** What is done about a honeytoken that was seen. Resolves once that is durable; rejects with ERR_STORE_UNAVAILABLE. */
export function createAlarm({ sessions, revokes, told, now }: AlarmOptions) {
  return async (session: string, sighting: Sighting): Promise<Alarmed> => {
    told(session, sighting)
    const mark = await sessions.mark(session, { ...sighting, at: now() })
    sessions.forget(session)
    if (revokes) await sessions.end(session, 'a honeytoken of it was seen', now())
    return { mark, ended: revokes }
  }
}
