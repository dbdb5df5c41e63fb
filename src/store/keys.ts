import { randomBytes } from 'node:crypto'
import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { KeyStore } from '../core/ports.ts'
import { guarded } from './pool.ts'

/** The deployment's keys. Rejects with ERR_STORE_UNAVAILABLE. */
export function createKeyStore(pool: DatabasePool): KeyStore {
  return {
    keyOf: (name) =>
      guarded(async () => {
        const fresh = randomBytes(32)
        await pool.query(sql.unsafe`
          insert into sallyport.keys (name, value) values (${name}, ${sql.binary(fresh)}) on conflict do nothing`)
        const hex = await pool.oneFirst(sql.type(z.object({ value: z.string() }))`
          select encode(value, 'hex') as value from sallyport.keys where name = ${name}`)
        return Buffer.from(hex, 'hex')
      }),
  }
}
