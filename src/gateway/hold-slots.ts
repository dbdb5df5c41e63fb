import { GatewayError } from '../core/errors.ts'

/** Places for requests that wait for people. */
export interface HoldSlots {
  /**
   * Takes a place, to be given back by what is returned.
   *
   * @throws ERR_HOLD_LIMIT
   */
  take(session: string): () => void
}

/** So many places in all, and so many of them for one session. */
export function createHoldSlots({ holds, sessionHolds }: { holds: number; sessionHolds: number }): HoldSlots {
  const taken = new Map<string, number>()
  let total = 0
  return {
    take(session) {
      const theirs = taken.get(session) ?? 0
      if (theirs >= sessionHolds) throw full(`${sessionHolds} requests of this session wait for people already`)
      if (total >= holds) throw full(`${holds} requests wait for people at this gateway already`)
      taken.set(session, theirs + 1)
      total++
      return () => {
        total--
        const left = taken.get(session)! - 1
        if (left === 0) taken.delete(session)
        else taken.set(session, left)
      }
    },
  }
}

function full(why: string): GatewayError {
  return new GatewayError('ERR_HOLD_LIMIT', `${why}; no more can.`, {
    fix: 'Repeat the request when others have been answered: what was asked stays asked.',
  })
}
