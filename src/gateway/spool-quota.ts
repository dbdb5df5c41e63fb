import { GatewayError } from '../core/errors.ts'

/** One session's share of the disk that bodies are spooled to. */
export interface Quota {
  /** Takes so many bytes of it. Throws ERR_SPOOL_QUOTA where there aren't as many left. */
  take(bytes: number): void
  give(bytes: number): void
}

/** Shares of `limit` bytes each, for as long as something of them is in use. */
export function createSpoolQuota(limit: number): { of(session: string): Quota } {
  const used = new Map<string, number>()
  return {
    of: (session) => ({
      take(bytes) {
        const after = (used.get(session) ?? 0) + bytes
        if (after > limit) {
          throw new GatewayError(
            'ERR_SPOOL_QUOTA',
            `The uploads of this session that are under way or held come to more than ${limit} bytes.`,
            { fix: 'Wait for the others to end, or push less at once.' },
          )
        }
        used.set(session, after)
      },
      give(bytes) {
        const after = (used.get(session) ?? 0) - bytes
        if (after > 0) used.set(session, after)
        else used.delete(session)
      },
    }),
  }
}
