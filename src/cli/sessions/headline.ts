import type { StoredSession } from '../../core/ports.ts'
import { printable } from '../printable.ts'

/** A session in one line. */
export function headline(session: Omit<StoredSession, 'leases'>): string {
  const { id, agent, subject, run, createdAt, expiresAt, endedAt, endedBecause, mark } = session
  const end = endedAt === null ? `until ${iso(expiresAt)}` : `${endedBecause} ${iso(endedAt)}`
  const marked = mark === undefined ? '' : `  marked: ${mark.honeytoken} ${iso(mark.at)}`
  return printable(`${id}  ${agent}  ${subject}  run ${run ?? 'unknown'}  from ${iso(createdAt)}  ${end}${marked}`)
}

/** RFC 3339. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
