import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import { guarded } from './pool.ts'
import { uuidText } from './values.ts'

const row = z
  .object({
    id: z.string(),
    at: z.number(),
    connection: z.string(),
    method: z.string(),
    target: z.string(),
    operations: z.custom<readonly { kind: string; resource: string }[]>(),
    decisions: z.custom<readonly { id: string; bundle: string; effect: string; reasons: readonly object[] }[]>(),
    approval: z.string().nullable(),
    answer: z
      .custom<{ status: number; code: string | null; bytes: number; forwarded: boolean; body: string | null }>()
      .nullable(),
  })
  .strict()
  .transform(({ answer, ...same }) => ({
    ...same,
    // Cut where the record's limit fell, so perhaps in the middle of a character: PostgreSQL would refuse to decode it.
    answer: answer && {
      ...answer,
      body: answer.body === null ? null : Buffer.from(answer.body, 'base64').toString('utf8'),
    },
  }))

/** One exchange as it is on record; `answer` is null while it is under way, or where the gateway died meanwhile. */
export type RecordedExchange = z.infer<typeof row>

/** Reads the journal back, in the order in which requests began. */
export function createExchangeReader(pool: DatabasePool) {
  return {
    ofSession: (id: string, limit: number): Promise<readonly RecordedExchange[]> =>
      guarded(() =>
        pool.any(sql.type(row)`
      select e.id, e.at, e.connection, e.method, e.target, e.operations, e.approval_id as approval,
        coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'bundle', d.bundle, 'effect', d.effect) || d.decision)
          from sallyport.decisions d where d.exchange_id = e.id), '[]') as decisions,
        (select jsonb_build_object('status', a.status, 'code', a.code, 'bytes', a.bytes, 'forwarded', a.forwarded,
          'body', encode(a.body, 'base64')) from sallyport.answers a where a.exchange_id = e.id) as answer
      from sallyport.exchanges e where e.session_id = ${uuidText(id)}
      order by e.at desc, e.id desc limit ${limit}`),
      ).then((rows) => rows.toReversed()),
  }
}
