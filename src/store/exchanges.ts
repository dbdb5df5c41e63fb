import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { Judgement } from '../core/decision.ts'
import type { Input } from '../core/input.ts'
import { guarded } from './pool.ts'
import { uuidText } from './values.ts'

const row = z
  .object({
    id: z.string(),
    at: z.number(),
    connection: z.string(),
    /** Null, like the target, where the exchange ended before its intent was on record. */
    method: z.string().nullable(),
    target: z.string().nullable(),
    /** How far it came before that, in order. */
    stages: z.custom<readonly string[]>(),
    inspectionOf: z.string().nullable(),
    operations: z.custom<readonly { kind: string; resource: string }[]>(),
    decisions: z.custom<readonly { id: string; bundle: string; effect: string; reasons: readonly object[] }[]>(),
    /** Those that it used up. */
    approvals: z.array(z.string()),
    answer: z
      .custom<{
        status: number
        code: string | null
        bytes: number
        /** Of tunnels and upgrades. */
        bytesUpstream?: number
        forwarded: boolean
        body: string | null
      }>()
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

const judged = z.object({
  session: z.custom<Omit<Input['session'], 'counters'>>(),
  connection: z.string(),
  protocol: z.string(),
  method: z.string(),
  target: z.string(),
  operations: z.custom<Input['operations']>(),
  asked: z.custom<Judgement['asked']>(),
})

/** One exchange as it is on record; `answer` is null while it is under way, or where the gateway died meanwhile. */
export type RecordedExchange = z.infer<typeof row>

/** Reads the journal back, in the order in which requests began. */
export function createExchangeReader(pool: DatabasePool) {
  return {
    ofSession: (id: string, limit: number): Promise<readonly RecordedExchange[]> =>
      guarded(() =>
        pool.any(sql.type(row)`
      with known as (
        select id, at, connection, method, target, operations, coalesce(approval_ids, array_remove(array[approval_id], null)) as approvals,
          inspection_of
        from sallyport.exchanges where session_id = ${uuidText(id)}
        union all
        select exchange_id, min(at), min(connection), null, null, '[]', '{}'::uuid[], null
        from sallyport.stages s where session_id = ${uuidText(id)}
          and not exists (select from sallyport.exchanges e where e.id = s.exchange_id)
        group by exchange_id
      )
      select e.id, e.at, e.connection, e.method, e.target, e.operations, e.approvals,
        e.inspection_of as "inspectionOf",
        coalesce((select jsonb_agg(s.stage order by s.at) from sallyport.stages s
          where s.session_id = ${uuidText(id)} and s.exchange_id = e.id), '[]') as stages,
        coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'bundle', d.bundle, 'effect', d.effect) || d.decision)
          from sallyport.decisions d where d.exchange_id = e.id), '[]') as decisions,
        (select jsonb_build_object('status', a.status, 'code', a.code, 'bytes', a.bytes, 'forwarded', a.forwarded,
          'body', encode(a.body, 'base64'))
          || case when a.bytes_upstream is null then '{}' else jsonb_build_object('bytesUpstream', a.bytes_upstream) end
          from sallyport.answers a where a.exchange_id = e.id) as answer
      from known e
      order by e.at desc, e.id desc limit ${limit}`),
      ).then((rows) => rows.toReversed()),
    /** What the policy was asked last about an exchange, as it is on record: masked. Null where it never was. */
    inputOf: async (id: string): Promise<Input | null> => {
      const found = await guarded(() =>
        pool.maybeOne(sql.type(judged)`
      select jsonb_build_object('id', s.id, 'agent', s.agent, 'issuer', s.issuer, 'subject', s.subject,
          'groups', s.groups, 'claims', s.claims, 'trust', s.trust) as session,
        e.connection, e.protocol, e.method, e.target, e.operations, d.decision->'asked' as asked
      from sallyport.exchanges e
      join sallyport.sessions s on s.id = e.session_id
      join sallyport.decisions d on d.exchange_id = e.id
      where e.id = ${uuidText(id)} order by d.decision->'asked'->>'at' desc limit 1`),
      )
      return found && toInput(found)
    },
  }
}

function toInput({ session, connection, protocol, method, target, operations, asked }: z.infer<typeof judged>): Input {
  const { host, labels, counters, approval, lease, at } = asked
  return {
    version: 1,
    session: { ...session, counters },
    lease: lease ?? null,
    connection: { name: connection, protocol, labels },
    request: { method, host, path: target.replace(/\?.*$/, '') },
    operations,
    approval,
    at,
  }
}
