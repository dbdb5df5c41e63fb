import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import type { Decision } from '../core/decision.ts'
import type { Intent, Outcome } from '../core/journal.ts'
import type { JournalStore } from '../core/ports.ts'
import { guarded } from './pool.ts'
import { jsonText } from './values.ts'

type Connection = Pick<DatabaseTransactionConnection, 'query'>

/** The journal's rows, many a commit. */
export function createJournalStore(pool: DatabasePool): JournalStore {
  return {
    append: ({ intents, outcomes }) =>
      guarded(async () => {
        if (intents.length > 0 && outcomes.length > 0) {
          await pool.query(sql.unsafe`
          with e as (${exchanges(intents)}), d as (${decisions(intents)}) ${answers(outcomes)}`)
        } else if (intents.length > 0) await insertIntents(pool, intents)
        else if (outcomes.length > 0) await pool.query(sql.unsafe`${answers(outcomes)}`)
      }),
    appendWithUse: (intent) =>
      guarded(() =>
        pool.transaction(async (transaction) => {
          const used = await transaction.query(sql.unsafe`
        update sallyport.approvals set state = 'used', used_by = ${intent.exchange}
        where id = ${intent.uses} and state = 'approved' and expires_at > ${sql.timestamp(new Date(intent.at))}`)
          if (used.rowCount === 0) return false
          await insertIntents(transaction, [intent])
          return true
        }),
      ),
  }
}

async function insertIntents(connection: Connection, intents: readonly Intent[]): Promise<void> {
  await connection.query(sql.unsafe`with e as (${exchanges(intents)}) ${decisions(intents)}`)
}

function exchanges(intents: readonly Intent[]) {
  return sql.fragment`
    insert into sallyport.exchanges (id, session_id, connection, protocol, method, host, target, headers, operations, approval_id, at)
    select * from ${sql.unnest(
      intents.map((it) => [
        it.exchange,
        it.session,
        it.connection,
        it.protocol,
        it.method,
        it.host,
        it.target,
        jsonText(it.headers),
        jsonText(it.operations),
        it.uses,
        new Date(it.at).toISOString(),
      ]),
      ['uuid', 'uuid', 'text', 'text', 'text', 'text', 'text', 'jsonb', 'jsonb', 'uuid', 'timestamptz'],
    )}`
}

function decisions(intents: readonly Intent[]) {
  const rows = intents.flatMap((it) => it.decisions.map((decision) => [it, decision] as const))
  return sql.fragment`
    insert into sallyport.decisions (id, exchange_id, bundle, effect, decision)
    select * from ${sql.unnest(
      rows.map(([it, decision]) => [
        decision.id,
        it.exchange,
        decision.bundle,
        decision.effect,
        jsonText(found(decision)),
      ]),
      ['uuid', 'uuid', 'text', 'text', 'jsonb'],
    )}`
}

function found({ id: _id, bundle: _bundle, effect: _effect, ...rest }: Decision): object {
  return rest
}

function answers(outcomes: readonly Outcome[]) {
  return sql.fragment`
    insert into sallyport.answers (exchange_id, status, headers, body, bytes, code, forwarded, at)
    select * from ${sql.unnest(
      outcomes.map((it) => [
        it.exchange,
        it.status,
        jsonText(it.headers),
        it.body,
        it.bytes,
        it.code,
        it.forwarded,
        new Date(it.at).toISOString(),
      ]),
      ['uuid', 'int4', 'jsonb', 'bytea', 'int8', 'text', 'bool', 'timestamptz'],
    )} on conflict (exchange_id) do nothing`
}
