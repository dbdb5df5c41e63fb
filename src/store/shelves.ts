import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import { dayOf, type Shelf, type Shelves } from '../core/recording.ts'
import { guarded } from './pool.ts'

/** Milliseconds. */
const DAY = 86_400_000

const shelf = z.object({ connection: z.string(), day: z.string() })
const hold = z.object({ connection: z.string() })
const partition = z.object({ name: z.string() })

/** The days of `sallyport.chunks`, a partition each. Rejects with ERR_STORE_UNAVAILABLE. */
export function createShelves(pool: DatabasePool): Shelves {
  return {
    addDay: (day) =>
      guarded(() =>
        pool.transaction(async (transaction) => {
          const name = partitionOf(day)
          // Of two that find it missing one would fail; and the default partition may have the day's first chunks by then.
          await transaction.query(sql.unsafe`select pg_advisory_xact_lock(hashtext('sallyport.chunks'))`)
          const [schema, table] = [sql.identifier(['sallyport', name]), sql.identifier(['sallyport', 'chunks_default'])]
          if (await transaction.exists(sql.unsafe`select from pg_class where relname = ${name}`)) return
          if (await transaction.exists(sql.unsafe`select from ${table} where day = ${day}::date limit 1`)) return
          await transaction.query(sql.unsafe`
            create table ${schema} partition of sallyport.chunks
            for values from (${sql.literalValue(day)}) to (${sql.literalValue(dayOf(Date.parse(day) + DAY))})`)
        }),
      ),
    older: (day) =>
      guarded(() =>
        pool.any(sql.type(shelf)`
          select distinct connection, to_char(day, 'YYYY-MM-DD') as day from sallyport.chunks
          where day < ${day}::date order by day, connection`),
      ),
    clear: ({ connection, day }: Shelf) =>
      guarded(async () => {
        await pool.query(
          sql.unsafe`delete from sallyport.chunks where day = ${day}::date and connection = ${connection}`,
        )
      }),
    hold: (held, released) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          with released as (
            delete from sallyport.legal_holds where connection = any(${sql.array(released, 'text')})
          )
          insert into sallyport.legal_holds (connection)
          select unnest(${sql.array(held, 'text')}) order by 1 on conflict do nothing`)
      }),
    held: () =>
      guarded(async () => {
        const held = await pool.anyFirst(sql.type(hold)`select connection from sallyport.legal_holds`)
        return new Set(held)
      }),
    dropEmpty: (before) =>
      guarded(async () => {
        const partitions = await pool.any(sql.type(partition)`
          select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'sallyport.chunks'::regclass and c.relname ~ '^chunks_[0-9]{8}$'
            and c.relname < ${partitionOf(before)} order by c.relname`)
        for (const { name } of partitions) {
          await pool.transaction(async (transaction) => {
            const table = sql.identifier(['sallyport', name])
            // Nothing may come in between the look and the end.
            await transaction.query(sql.unsafe`lock table ${table} in access exclusive mode`)
            if (!(await transaction.exists(sql.unsafe`select from ${table} limit 1`))) {
              await transaction.query(sql.unsafe`drop table ${table}`)
            }
          })
        }
      }),
  }
}

const partitionOf = (day: string) => `chunks_${day.replaceAll('-', '')}`
