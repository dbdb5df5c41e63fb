import type { Approval } from '../core/approval.ts'
import { GatewayError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { Satisfied } from '../core/input.ts'
import type { Lease } from '../core/lease.ts'
import type { Operation } from '../core/operation.ts'
import type { StoredSession } from '../core/ports.ts'
import { satisfied } from '../core/satisfied.ts'
import type { Session } from '../core/session.ts'

/** A session's leases, as far as they concern one request. */
export interface Leased {
  /** The one that narrows the session and reaches as far as the request; null for a session that isn't narrowed. */
  readonly narrowing: Lease | null
  /** Those by which people have answered before. */
  readonly standing: readonly Lease[]
}

/**
 * Which of a session's leases a request goes by. A narrowed session stays so: once its leases have ended it reaches
 * nothing.
 *
 * @throws ERR_LEASE_EXCEEDED, ERR_LEASE_ENDED
 */
export function leasedFor(
  { leases }: Pick<Session, 'leases'>,
  connection: string,
  operations: readonly Operation[],
  at: number,
): Leased {
  const live = leases.filter((lease) => lease.endedAt === null && lease.expiresAt > at)
  const narrowing = leases.filter(isNarrowing)
  const standing = live.filter(
    (lease) => !isNarrowing(lease) && operations.some((operation) => covers(lease, connection, operation)),
  )
  if (narrowing.length === 0) return { narrowing: null, standing }
  const narrower = live.filter(isNarrowing)
  const outside = (lease: Lease) => operations.find((operation) => !covers(lease, connection, operation))
  const found = narrower
    .filter((lease) => outside(lease) === undefined)
    .toSorted((one, other) => other.expiresAt - one.expiresAt)[0]
  if (found !== undefined) return { narrowing: found, standing }
  const last = narrower[0]
  throw last === undefined ? over() : exceeded(connection, outside(last)!)
}

/** What people have answered before, for each of the operations that a lease covers. */
export function answersOf(
  { standing }: Leased,
  connection: string,
  operations: readonly Operation[],
): readonly Satisfied[] {
  return standing.flatMap((lease) =>
    operations.flatMap((operation, index) =>
      covers(lease, connection, operation) ? [{ ...lease.answers!, operation: index, lease: lease.id }] : [],
    ),
  )
}

/** The leases that come of people's answer: what they approved stands for a while. */
export function leasesOf(approval: Approval, { latestExpiry }: StoredSession, at: number): readonly Lease[] {
  return satisfied(approval).flatMap(({ operation, ...answers }) => {
    const met = approval.requirements.find((it) => it.code === answers.code && it.operation === operation)
    if (met?.lease === undefined) return []
    const { resources, operations, seconds } = met.lease
    return [
      {
        id: newId(at),
        connections: [approval.connection],
        resources,
        operations,
        answers,
        grantedAt: at,
        expiresAt: Math.min(at + seconds * 1000, latestExpiry),
        endedAt: null,
      },
    ]
  })
}

/** Whether one lease reaches as far as one operation. */
export function covers(
  { connections, resources, operations }: Pick<Lease, 'connections' | 'resources' | 'operations'>,
  connection: string,
  { kind, resource }: Pick<Operation, 'kind' | 'resource'>,
): boolean {
  const whole = resource.split('#', 1)[0]!
  return (
    connections.some((pattern) => matches(pattern, connection)) &&
    operations.some((pattern) => matches(pattern, kind)) &&
    resources.some((pattern) => matches(pattern, resource) || (!pattern.includes('#') && matches(pattern, whole)))
  )
}

/** `*` stands for any run of characters. Takes the time of one look at the text, whatever the pattern: agents write these. */
function matches(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === pattern
  if (!text.startsWith(first!) || !text.endsWith(last)) return false
  const end = text.length - last.length
  let at = first!.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= end
}

function isNarrowing({ answers }: Lease): boolean {
  return answers === null
}

function exceeded(connection: string, { kind, resource }: Operation): GatewayError {
  return new GatewayError(
    'ERR_LEASE_EXCEEDED',
    `The session's lease doesn't cover ${kind} on ${resource} by the connection "${connection}".`,
    { fix: 'Ask for it in the lease, when the ID token is exchanged; or do without it.' },
  )
}

function over(): GatewayError {
  return new GatewayError('ERR_LEASE_ENDED', "The session's lease has ended, and it was all that the session had.", {
    fix: 'Exchange another ID token for a session with a lease of its own.',
  })
}
