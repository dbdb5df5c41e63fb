import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { IndexStore } from '../core/search.ts'
import { guarded } from './pool.ts'

const line = z.object({ entry: z.string(), session: z.string() })
const facets = z.object({ agent: z.string(), repository: z.string(), run: z.string().nullable() })
const part = z.object({ writer: z.string(), sequence: z.number(), exchanges: z.array(z.string()) })
const id = z.object({ exchange: z.string() })

/** The table `sallyport.exchange_index`. */
export function createIndexStore(pool: DatabasePool): IndexStore {
  return {
    claim: (holder, seconds) =>
      guarded(async () => {
        const claimed = await pool.query(sql.unsafe`
          insert into sallyport.indexers as i (name, holder, until)
          values ('exchanges', ${holder}::uuid, clock_timestamp() + make_interval(secs => ${seconds}))
          on conflict (name) do update set holder = excluded.holder, until = excluded.until
          where i.holder = excluded.holder or i.until <= clock_timestamp()`)
        return claimed.rowCount === 1
      }),
    // A step through the primary key a chain: `distinct` would read all of the table.
    fresh: (limit) =>
      guarded(() =>
        pool.any(sql.type(part)`
          with recursive writers as (
            (select writer from sallyport.entries order by writer limit 1)
            union all
            select (select e.writer from sallyport.entries e where e.writer > w.writer order by e.writer limit 1)
            from writers w where w.writer is not null
          ), fresh as (
            select w.writer, f.sequence, f.kind, f.exchange_id
            from writers w
            left join sallyport.index_positions p on p.writer = w.writer,
            lateral (
              select e.sequence, e.kind, e.exchange_id from sallyport.entries e
              where e.writer = w.writer and e.sequence > coalesce(p.sequence, 0) order by e.sequence limit ${limit}
            ) f
            where w.writer is not null order by w.writer, f.sequence limit ${limit}
          )
          select writer, max(sequence) as sequence, coalesce(array_agg(distinct exchange_id::text)
            filter (where exchange_id is not null and kind in ('exchange', 'stage', 'answer')), '{}') as exchanges
          from fresh group by writer order by writer`),
      ),
    stale: (limit) =>
      guarded(async () => {
        const rows = await pool.any(sql.type(id)`
          with recursive shelves as (
            (select day, connection from sallyport.exchange_index where day is not null order by day, connection limit 1)
            union all
            select n.day, n.connection from shelves s, lateral (
              select i.day, i.connection from sallyport.exchange_index i
              where i.day is not null and (i.day, i.connection) > (s.day, s.connection)
              order by i.day, i.connection limit 1
            ) n
          ), gone as materialized (
            select day, connection from shelves s where not exists (
              select from sallyport.chunks c where c.day = s.day and c.connection = s.connection)
          )
          select i.exchange_id as exchange
          from sallyport.exchange_index i join gone using (day, connection) limit ${limit}`)
        return rows.map(({ exchange }) => exchange)
      }),
    read: (exchange) =>
      guarded(async () => {
        const rows = await pool.any(sql.type(line)`
          select entry, session_id as session from sallyport.entries
          where exchange_id = ${exchange}::uuid and session_id is not null and kind in ('exchange', 'stage', 'answer')
          order by at, writer, sequence`)
        if (rows.length === 0) return null
        const session = await pool.maybeOne(sql.type(facets)`
          select agent, coalesce(trust->>'repository', '') as repository, run
          from sallyport.sessions where id = ${rows[0]!.session}::uuid`)
        return { lines: rows.map(({ entry }) => entry), session }
      }),
    put: ({ exchange, session, at, entries, shelf, words }) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          insert into sallyport.exchange_index as i (exchange_id, session_id, at, entries, connection, day, words)
          values (${exchange}::uuid, ${session}::uuid, to_timestamp(${at}::bigint / 1000.0), ${entries},
            ${shelf?.connection ?? null}, ${shelf?.day ?? null}::date,
            array_to_tsvector(array(select json_array_elements_text(${JSON.stringify([...words])}::json))))
          on conflict (exchange_id) do update set session_id = excluded.session_id, at = excluded.at,
            entries = excluded.entries, connection = excluded.connection, day = excluded.day, words = excluded.words
          where i.entries <= excluded.entries`)
      }),
    advance: (parts) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          insert into sallyport.index_positions as p (writer, sequence)
          select * from ${sql.unnest(
            parts.map(({ writer, sequence }) => [writer, sequence]),
            ['uuid', 'int8'],
          )} as r(writer, sequence)
          on conflict (writer) do update set sequence = greatest(p.sequence, excluded.sequence)`)
      }),
  }
}
