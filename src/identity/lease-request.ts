import { z } from 'zod'
import { GatewayError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { Lease, Reach } from '../core/lease.ts'

/** What a session asks to be narrowed to. */
export interface LeaseRequest extends Reach {
  /** Null for as long as the session may last. */
  readonly seconds: number | null
}

/** The `type` of our authorization details (RFC 9396, section 2). */
export const LEASE_TYPE = 'sallyport_lease'
/** How many leases, and patterns in a list of one, are taken; and characters of a pattern. */
const MOST = { leases: 16, patterns: 64, characters: 256 }

const patterns = z.array(z.string().min(1).max(MOST.characters)).min(1).max(MOST.patterns)
const details = z
  .array(
    z.strictObject({
      type: z.literal(LEASE_TYPE),
      connections: patterns,
      resources: patterns.default(['*']),
      operations: patterns.default(['*']),
      seconds: z.int().min(1).max(31_536_000).optional(),
    }),
  )
  .min(1)
  .max(MOST.leases)

/**
 * Reads a token request's `authorization_details` (RFC 9396, section 6): a JSON array of
 * `{"type": "sallyport_lease", "connections", "resources"?, "operations"?, "seconds"?}`. What isn't said isn't narrowed.
 *
 * @param known names of the connections that there are
 * @throws ERR_LEASE_MALFORMED
 */
export function readLeaseRequests(text: string, known: readonly string[]): readonly LeaseRequest[] {
  const read = details.safeParse(parsed(text))
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw malformed(`The authorization details are malformed at /${path.join('/')}: ${message}.`)
  }
  for (const name of read.data.flatMap(({ connections }) => connections)) {
    if (!name.includes('*') && !known.includes(name)) throw malformed(`No connection is named ${JSON.stringify(name)}.`)
  }
  return read.data.map(({ type: _type, seconds, ...reach }) => ({ ...reach, seconds: seconds ?? null }))
}

/** The leases that narrow a session, which may last until `latest` (milliseconds since the epoch, like `at`). */
export function narrowingLeases(requests: readonly LeaseRequest[], at: number, latest: number): readonly Lease[] {
  return requests.map(({ seconds, ...reach }) => ({
    ...reach,
    id: newId(at),
    answers: null,
    grantedAt: at,
    expiresAt: seconds === null ? latest : Math.min(at + seconds * 1000, latest),
    endedAt: null,
  }))
}

/** Leases as a token response tells of them (RFC 9396, section 7). */
export function leaseDetails(leases: readonly Lease[]): readonly object[] {
  return leases.map(({ id, connections, resources, operations, expiresAt }) => ({
    type: LEASE_TYPE,
    identifier: id,
    connections,
    resources,
    operations,
    until: new Date(expiresAt).toISOString(),
  }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('The authorization details are no JSON.', cause)
  }
}

function malformed(message: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_LEASE_MALFORMED', message, {
    fix: `Send a list such as [{"type":"${LEASE_TYPE}","connections":["forge"],"resources":["acme/shop"],"seconds":600}].`,
    cause,
  })
}
