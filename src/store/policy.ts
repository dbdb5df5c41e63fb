import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import type { BundleName, PolicyChange, PolicyStore } from '../core/policy.ts'
import { guarded } from './pool.ts'
import { plainText } from './values.ts'

const row = z.object({
  id: z.number(),
  at: z.number(),
  kind: z.enum(['activated', 'refused', 'lowered']),
  revision: z.string().nullable(),
  sequence: z.number().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  replica: z.string(),
})

const floorRow = z.object({ floor: z.number().nullable() })

/** The highest sequence that was activated since the floor was last lowered, or where it was lowered to, if higher. */
const floorQuery = sql.type(floorRow)`
  with lowered as (select id, sequence from sallyport.policy_changes where kind = 'lowered' order by id desc limit 1)
  select greatest((select sequence from lowered), (select max(sequence) from sallyport.policy_changes
    where kind = 'activated' and id > coalesce((select id from lowered), 0))) as floor`

/**
 * Changes of the policy in the table `sallyport.policy_changes`.
 *
 * @param replica this gateway's name on record
 */
export function createPolicyStore(pool: DatabasePool, replica: string): PolicyStore {
  return {
    activate: (bundle, at) =>
      guarded(() =>
        alone(pool, async (transaction, floor) => {
          if (floor !== null && (bundle.sequence === null || bundle.sequence < floor)) return { accepted: false, floor }
          await activate(transaction, bundle, at, replica)
          return { accepted: true, floor }
        }),
      ),
    refuse: ({ revision = null, sequence = null }, reason, at) =>
      guarded(() => insert(pool, { kind: 'refused', revision, sequence, by: null, reason, at, replica })),
    lower: (sequence, { by, reason }, at) =>
      guarded(() =>
        alone(pool, async (transaction, floor) => {
          if (floor === null || sequence >= floor) return { lowered: false, floor }
          await insert(transaction, { kind: 'lowered', revision: null, sequence, by, reason, at, replica })
          return { lowered: true, floor: sequence }
        }),
      ),
    read: (limit) =>
      guarded(async () => ({
        floor: await pool.oneFirst(floorQuery),
        changes: await pool.any(sql.type(row)`
          select id, at, kind, revision, sequence, "by", reason, replica from sallyport.policy_changes
          order by id desc limit ${limit}`),
      })),
  }
}

/** With the floor as it is, until what comes of it is on record: two replicas may offer two bundles at the same time. */
function alone<T>(
  pool: DatabasePool,
  change: (transaction: DatabaseTransactionConnection, floor: number | null) => Promise<T>,
): Promise<T> {
  return pool.transaction(async (transaction) => {
    // A statement of its own: one that waited for the lock would still see the floor from before it.
    await transaction.query(sql.unsafe`lock table sallyport.policy_changes in share row exclusive mode`)
    return change(transaction, await transaction.oneFirst(floorQuery))
  })
}

/** Every replica activates a bundle, and so does every start; the first of them puts it on record. */
async function activate(
  transaction: DatabaseTransactionConnection,
  { revision, sequence }: BundleName,
  at: number,
  replica: string,
): Promise<void> {
  const newest = await transaction.maybeOne(sql.type(row.pick({ revision: true, sequence: true }))`
    select revision, sequence from sallyport.policy_changes where kind = 'activated' order by id desc limit 1`)
  if (newest?.revision === plainText(revision) && newest.sequence === sequence) return
  await insert(transaction, { kind: 'activated', revision, sequence, by: null, reason: null, at, replica })
}

async function insert(
  connection: Pick<DatabaseTransactionConnection, 'query'>,
  { at, kind, revision, sequence, by, reason, replica }: Omit<PolicyChange, 'id'>,
): Promise<void> {
  const text = (value: string | null) => (value === null ? null : plainText(value))
  await connection.query(sql.unsafe`
    insert into sallyport.policy_changes (at, kind, revision, sequence, "by", reason, replica)
    values (${sql.timestamp(new Date(at))}, ${kind}, ${text(revision)}, ${sequence}, ${text(by)}, ${text(reason)}, ${replica})`)
}
