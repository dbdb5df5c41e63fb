import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import type { Identity } from '../core/approval.ts'
import type { NonEmpty } from '../core/json.ts'
import type { PeopleStore } from '../core/ports.ts'
import { guarded } from './pool.ts'
import { jsonText } from './values.ts'

const named = z.object({ human: z.string(), names: z.number(), addressed: z.boolean() })

/** People in the table `sallyport.people`: which names are one person's. */
export function createPeopleStore(pool: DatabasePool): PeopleStore {
  return {
    join: (identities) =>
      guarded(async () => {
        const found = await among(pool, identities)
        if (found.length === 1 && found[0]!.names === identities.length) return found[0]!
        await pool.transaction((transaction) => join(transaction, identities))
        return {
          addressed: found.some(({ addressed }) => addressed) || identities.some(({ kind }) => kind === 'email'),
        }
      }),
    anyKnown: (identities) =>
      guarded(async () => identities.length > 0 && (await among(pool, identities as NonEmpty<Identity>)).length > 0),
  }
}

async function join(connection: DatabaseTransactionConnection, identities: NonEmpty<Identity>): Promise<void> {
  // Two joins at once could each see half of what makes one person of two.
  await connection.query(sql.unsafe`select pg_advisory_xact_lock(hashtext('sallyport.people'))`)
  const [keep, ...others] = await among(connection, identities)
  await connection.query(sql.unsafe`
    insert into sallyport.people (kind, name, human)
    select kind, name, coalesce(${keep?.human ?? null}::uuid, human)
    from jsonb_to_recordset(${rows(identities)}::jsonb) as r(kind text, name text)
    cross join (select gen_random_uuid() as human) as fresh
    on conflict do nothing`)
  if (others.length === 0) return
  await connection.query(sql.unsafe`
    update sallyport.people set human = ${keep!.human}
    where human = any(${sql.array(
      others.map(({ human }) => human),
      'uuid',
    )})`)
}

/** The people that these are names of, whoever was known first before the others. */
function among(connection: Pick<DatabasePool, 'any'>, identities: NonEmpty<Identity>) {
  return connection.any(sql.type(named)`
    select human, count(*)::integer as names, exists (select from sallyport.people a
      where a.human = people.human and a.kind = 'email') as addressed
    from sallyport.people
    join jsonb_to_recordset(${rows(identities)}::jsonb) as r(kind text, name text) using (kind, name)
    group by human order by min(known_since), human`)
}

function rows(identities: readonly Identity[]): string {
  return jsonText(identities)
}
