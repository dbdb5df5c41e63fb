import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { Login } from '../core/login.ts'
import type { LoginStore } from '../core/ports.ts'
import { guarded } from './pool.ts'
import { jsonText, plainText } from './values.ts'

const row = z.object({
  door: z.enum(['web', 'cli']),
  identities: z.custom<Login['identities']>(),
  name: z.string(),
  groups: z.array(z.string()),
  authenticatedAt: z.number().nullable(),
  createdAt: z.number(),
  expiresAt: z.number(),
  endedAt: z.number().nullable(),
})

/** Milliseconds that a login is kept after its end: far longer than an ID token opens anything. */
const KEPT = 24 * 3_600_000
/** Old logins that a new one takes out. */
const BATCH = 100

/** Logins in the table `sallyport.logins`. */
export function createLoginStore(pool: DatabasePool): LoginStore {
  return {
    create: (login, tokenHash, idTokenHash) =>
      guarded(async () => {
        const { door, identities, name, groups, authenticatedAt, createdAt, expiresAt, endedAt } = login
        // Rows that a rival is taking out are left to it.
        await pool.query(sql.unsafe`
          delete from sallyport.logins where token_hash in (
            select token_hash from sallyport.logins where expires_at < ${time(createdAt - KEPT)}
            order by expires_at limit ${BATCH} for update skip locked)`)
        const created = await pool.query(sql.unsafe`
          insert into sallyport.logins (token_hash, id_token_hash, door, identities, name, groups, authenticated_at,
            created_at, expires_at, ended_at)
          values (${sql.binary(tokenHash)}, ${sql.binary(idTokenHash)}, ${door}, ${jsonText(identities)},
            ${plainText(name)}, ${jsonText(groups)}, ${authenticatedAt === null ? null : time(authenticatedAt)},
            ${time(createdAt)}, ${time(expiresAt)}, ${endedAt === null ? null : time(endedAt)})
          on conflict (id_token_hash) do nothing`)
        return created.rowCount === 1
      }),
    find: (tokenHash) =>
      guarded(() =>
        pool.maybeOne(sql.type(row)`
          select door, identities, name, groups, authenticated_at as "authenticatedAt", created_at as "createdAt",
            expires_at as "expiresAt", ended_at as "endedAt"
          from sallyport.logins where token_hash = ${sql.binary(tokenHash)}`),
      ),
    end: (tokenHash, at) =>
      guarded(async () => {
        const ended = await pool.query(sql.unsafe`
          update sallyport.logins set ended_at = ${time(at)}
          where token_hash = ${sql.binary(tokenHash)} and ended_at is null`)
        return ended.rowCount === 1
      }),
  }
}

function time(at: number) {
  return sql.timestamp(new Date(at))
}
