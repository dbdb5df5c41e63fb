import { type DatabasePool, type FragmentSqlToken, sql } from 'slonik'
import { z } from 'zod'
import type { StoredSession } from '../core/ports.ts'
import type { Matches, SessionFilter } from '../core/search.ts'
import { type Facet, queryOf } from '../core/words.ts'
import { guarded } from './pool.ts'
import { sessionColumns, sessionRow } from './sessions.ts'

/** Exchanges that a search looks at, the newest that match. */
const MOST = 10_000
/** Exchanges that are told of each session. */
const TOLD = 100

/** Sessions that were found, newest first. */
export interface FoundSessions {
  readonly sessions: readonly (StoredSession & { readonly matched: Matches })[]
  /** False where more exchanges match than were looked at: sessions and counts leave out the older ones. */
  readonly complete: boolean
}

const matched = z.object({ session: z.string(), count: z.number(), exchanges: z.array(z.string()) })

/** Finds sessions by what they did. Rejects with ERR_STORE_UNAVAILABLE. */
export function createSearch(pool: DatabasePool): (filter: SessionFilter, limit: number) => Promise<FoundSessions> {
  return (filter, limit) =>
    guarded(async () => (isOfExchanges(filter) ? byExchanges(pool, filter, limit) : bySessions(pool, filter, limit)))
}

/** Whether only sessions are meant that have an exchange which fits. */
function isOfExchanges({ connection, operation, decision, rule, approver, text }: SessionFilter): boolean {
  return [connection, operation, decision, rule, approver, text].some((it) => it !== undefined)
}

async function byExchanges(pool: DatabasePool, filter: SessionFilter, limit: number): Promise<FoundSessions> {
  const found = await pool.any(sql.type(matched.extend({ all: z.number() }))`
    with matched as materialized (
      select exchange_id, session_id, at from sallyport.exchange_index
      where ${conditions(filter)} order by at desc limit ${MOST + 1}
    )
    select m.session_id as session, count(*) as count, (select count(*) from matched) as all,
      (array_agg(m.exchange_id::text order by m.at desc, m.exchange_id desc))[1:${TOLD}] as exchanges
    from matched m join sallyport.sessions s on s.id = m.session_id
    group by m.session_id, s.created_at order by s.created_at desc, m.session_id desc limit ${limit}`)
  const sessions = await sessionsOf(
    pool,
    found.map(({ session }) => session),
  )
  return {
    sessions: found.flatMap(({ session, count, exchanges }) => {
      const stored = sessions.get(session)
      return stored === undefined ? [] : [{ ...stored, matched: { count, exchanges } }]
    }),
    complete: (found[0]?.all ?? 0) <= MOST,
  }
}

async function bySessions(pool: DatabasePool, filter: SessionFilter, limit: number): Promise<FoundSessions> {
  const { agent, repository, run, since, until } = filter
  const where = all([
    agent !== undefined && sql.fragment`s.agent = ${agent}`,
    repository !== undefined && sql.fragment`s.trust->>'repository' = ${repository}`,
    run !== undefined && sql.fragment`s.run = ${run}`,
    since !== undefined && sql.fragment`coalesce(s.ended_at, s.expires_at) >= ${moment(since)}`,
    until !== undefined && sql.fragment`s.created_at <= ${moment(until)}`,
  ])
  const sessions = await pool.any(sql.type(sessionRow)`
    select ${sessionColumns} from sallyport.sessions s where ${where} order by s.created_at desc, s.id desc limit ${limit}`)
  const counted = await pool.any(sql.type(matched)`
    select session_id as session, count(*) as count, '{}'::text[] as exchanges from sallyport.exchange_index
    where session_id = any(${sql.array(
      sessions.map(({ id }) => id),
      'uuid',
    )}) and ${times(filter)} group by session_id`)
  const counts = new Map(counted.map(({ session, count }) => [session, count]))
  return {
    sessions: sessions.map((session) => ({
      ...session,
      matched: { count: counts.get(session.id) ?? 0, exchanges: [] },
    })),
    complete: true,
  }
}

async function sessionsOf(pool: DatabasePool, ids: readonly string[]): Promise<ReadonlyMap<string, StoredSession>> {
  const found = await pool.any(sql.type(sessionRow)`
    select ${sessionColumns} from sallyport.sessions s where s.id = any(${sql.array(ids, 'uuid')})`)
  return new Map(found.map((session) => [session.id, session]))
}

const FACETS: readonly Facet[] = [
  'agent',
  'repository',
  'run',
  'connection',
  'operation',
  'decision',
  'rule',
  'approver',
]

function conditions(filter: SessionFilter): FragmentSqlToken {
  const facets = FACETS.flatMap((facet) => {
    const value = filter[facet as keyof SessionFilter] as string | undefined
    return value === undefined ? [] : [[facet, value] as const]
  })
  const query = queryOf({ facets, text: filter.text ?? null })
  return all([query !== null && sql.fragment`words @@ ${query}::tsquery`, times(filter)])
}

function times({ since, until }: SessionFilter): FragmentSqlToken {
  return all([
    since !== undefined && sql.fragment`at >= ${moment(since)}`,
    until !== undefined && sql.fragment`at <= ${moment(until)}`,
  ])
}

function all(conditions: readonly (FragmentSqlToken | false)[]): FragmentSqlToken {
  const given = conditions.filter((it) => it !== false)
  return given.length === 0 ? sql.fragment`true` : sql.fragment`${sql.join(given, sql.fragment` and `)}`
}

function moment(at: number): FragmentSqlToken {
  return sql.fragment`to_timestamp(${at}::bigint / 1000.0)`
}
