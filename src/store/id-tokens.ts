import { type DatabasePool, sql } from 'slonik'
import type { IdTokenStore } from '../core/ports.ts'
import { guarded } from './pool.ts'

/** ID tokens that were exchanged, in the table `sallyport.id_tokens`. */
export function createIdTokenStore(pool: DatabasePool): IdTokenStore {
  return {
    // Rows that another replica is taking out are left to it.
    purge: (before, limit) =>
      guarded(async () => {
        const purged = await pool.query(sql.unsafe`
      delete from sallyport.id_tokens where hash in (
        select hash from sallyport.id_tokens where expires_at < ${sql.timestamp(new Date(before))}
        order by expires_at limit ${limit} for update skip locked)`)
        return purged.rowCount
      }),
  }
}
