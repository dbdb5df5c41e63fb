import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import type { ChainHead, CheckpointStore } from '../core/checkpoint.ts'
import { guarded } from './pool.ts'

const checkpoint = z.object({ number: z.number(), at: z.number(), jws: z.string() })
const head = z.object({ writer: z.string(), sequence: z.number(), hash: z.string() })
const alone = z.object({ alone: z.boolean() })
const position = z.object({ number: z.number() })

const columns = sql.fragment`number, floor(extract(epoch from at) * 1000)::bigint as at, jws`

/** Checkpoints in the table `sallyport.checkpoints`, and how far each anchor has them. */
export function createCheckpointStore(pool: DatabasePool): CheckpointStore {
  return {
    add: (recent, make) =>
      guarded(() =>
        pool.transaction(async (transaction) => {
          const free = await transaction.oneFirst(sql.type(alone)`
            select pg_try_advisory_xact_lock(hashtext('sallyport.checkpoints')) as alone`)
          if (!free) return 'busy'
          const made = await make({
            recent: await transaction.any(sql.type(checkpoint)`
              select ${columns} from sallyport.checkpoints c order by c.number desc limit ${recent}`),
            heads: await headsOf(transaction),
            hashes: (of) => hashesOf(transaction, of),
          })
          if (made === null) return 'nothing'
          await transaction.query(sql.unsafe`
            insert into sallyport.checkpoints (number, at, jws)
            values (${made.number}, ${sql.timestamp(new Date(made.at))}, ${made.jws})`)
          return 'added'
        }),
      ),
    after: (number, limit) =>
      guarded(() =>
        pool.any(sql.type(checkpoint)`
          select ${columns} from sallyport.checkpoints c where c.number > ${number} order by c.number limit ${limit}`),
      ),
    publish: (jwk) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          insert into sallyport.journal_keys (kid, jwk) values (${jwk.kid}, ${JSON.stringify(jwk)}) on conflict do nothing`)
      }),
    claimAnchor: (name, seconds) =>
      guarded(async () => {
        const claimed = await pool.maybeOne(sql.type(position)`
          insert into sallyport.anchors as a (name, number, next_at)
          values (${name}, 0, clock_timestamp() + make_interval(secs => ${seconds}))
          on conflict (name) do update set next_at = excluded.next_at where a.next_at <= clock_timestamp()
          returning number`)
        return claimed?.number ?? null
      }),
    settleAnchor: (name, number, seconds) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          update sallyport.anchors set number = greatest(number, ${number}),
            next_at = clock_timestamp() + make_interval(secs => ${seconds})
          where name = ${name}`)
      }),
  }
}

/** By one step through the primary key a chain: `distinct on` would read all of the table. */
async function headsOf(connection: DatabaseTransactionConnection): Promise<readonly ChainHead[]> {
  return connection.any(sql.type(head)`
    with recursive writers as (
      (select writer from sallyport.entries order by writer limit 1)
      union all
      select (select e.writer from sallyport.entries e where e.writer > w.writer order by e.writer limit 1)
      from writers w where w.writer is not null
    )
    select w.writer, h.sequence, encode(h.hash, 'hex') as hash
    from writers w, lateral (
      select sequence, hash from sallyport.entries e where e.writer = w.writer order by sequence desc limit 1
    ) h
    where w.writer is not null order by w.writer`)
}

async function hashesOf(
  connection: DatabaseTransactionConnection,
  of: readonly Pick<ChainHead, 'writer' | 'sequence'>[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.any(sql.type(head)`
    select e.writer, e.sequence, encode(e.hash, 'hex') as hash
    from unnest(${sql.array(
      of.map(({ writer }) => writer),
      'uuid',
    )}, ${sql.array(
      of.map(({ sequence }) => sequence),
      'int8',
    )}) as wanted(writer, sequence)
    join sallyport.entries e on e.writer = wanted.writer and e.sequence = wanted.sequence`)
  return new Map(rows.map(({ writer, sequence, hash }) => [`${writer} ${sequence}`, hash]))
}
