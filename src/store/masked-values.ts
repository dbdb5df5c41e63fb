import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { MaskedValueStore } from '../core/ports.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'
import { uuidText } from './values.ts'

const row = z.object({ hash: z.string() })

/** The table `sallyport.masked_values`. Rejects with ERR_STORE_UNAVAILABLE. */
export function createMaskedValueStore(pool: DatabasePool): MaskedValueStore {
  return {
    add: (values) =>
      guarded(async () => {
        const column = (name: 'session' | 'hash') => values.map((value) => value[name])
        await pool.query(sql.unsafe`
          insert into sallyport.masked_values (session_id, hash)
          select session, decode(hash, 'hex')
          from unnest(${sql.array(column('session'), 'uuid')}, ${sql.array(column('hash'), 'text')}) as v(session, hash)
          order by session, hash
          on conflict do nothing`)
      }),
    of: (session) =>
      guarded(() =>
        pool.anyFirst(prepared('masked_values').type(row)`
          select encode(hash, 'hex') as hash from sallyport.masked_values where session_id = ${uuidText(session)}`),
      ),
    purge: (before) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          delete from sallyport.masked_values where at < ${sql.timestamp(new Date(before))}`)
      }),
  }
}
