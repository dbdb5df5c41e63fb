import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { IndexStore, SessionFacets } from '../core/search.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'

const read = z.object({ lines: z.array(z.string()), session: z.custom<SessionFacets | null>() })
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
    read: (exchanges) =>
      guarded(() =>
        pool.any(prepared('indexed_entries').type(read)`
          select json_agg(e.entry order by e.at, e.writer, e.sequence) as lines, case when s.id is not null then
            json_build_object('agent', s.agent, 'repository', coalesce(s.trust->>'repository', ''), 'run', s.run) end
            as session
          from sallyport.entries e left join sallyport.sessions s on s.id = e.session_id
          where e.exchange_id = any(${sql.array(exchanges, 'uuid')}) and e.session_id is not null
            and e.kind in ('exchange', 'stage', 'answer')
          group by e.exchange_id, s.id`),
      ),
    put: (indexed) =>
      guarded(async () => {
        const rows = indexed.map(({ shelf, words, ...same }) => ({ ...same, ...shelf, words: [...words] }))
        await pool.query(prepared('exchange_index').unsafe`
          insert into sallyport.exchange_index as i (exchange_id, session_id, at, entries, connection, day, words)
          select exchange, session, to_timestamp(at / 1000.0), entries, connection, day,
            array_to_tsvector(array(select json_array_elements_text(words)))
          from json_to_recordset(${JSON.stringify(rows)}) as r(exchange uuid, session uuid, at bigint, entries integer,
            connection text, day date, words json)
          order by exchange
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
