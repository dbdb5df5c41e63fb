import pg from 'pg'
import type { SessionFilter } from '../../src/core/search.ts'
import { startCluster } from '../../src/store/cluster.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPool } from '../../src/store/pool.ts'
import { createSearch } from '../../src/store/search.ts'
import { binaries } from '../support/binaries.ts'

const EXCHANGES = 1_000_000
/** Of one session. */
const EACH = 100
const VOCABULARY = 100_000
const SEARCHES = 240

/** How long searches take, in milliseconds. */
export interface SearchFigures {
  readonly exchanges: number
  readonly p50: number
  readonly p95: number
  readonly most: number
}

/** Searches of every kind over an index of so many exchanges, each of about 35 words, common ones and rare ones. */
export async function searchFigures(directory: string, exchanges = EXCHANGES): Promise<SearchFigures> {
  const cluster = await startCluster(await binaries(), directory)
  const pool = await openPool(cluster.url, { size: 2 })
  await migrate(pool)
  const client = new pg.Client({ connectionString: cluster.url })
  await client.connect()
  await fill(client, exchanges)
  const find = createSearch(pool)
  const times: number[] = []
  for (let round = 0; round < SEARCHES; round++) {
    const filter = KINDS[round % KINDS.length]!(Math.random, Date.now())
    const start = performance.now()
    await find(filter, 50)
    times.push(performance.now() - start)
  }
  await client.end()
  await pool.end()
  await cluster.stop()
  const sorted = times.toSorted((one, other) => one - other)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
  return { exchanges, p50: at(0.5), p95: at(0.95), most: at(1) }
}

async function fill(client: pg.Client, exchanges: number): Promise<void> {
  const index = await client.query<{ definition: string }>(
    "select pg_get_indexdef('sallyport.exchange_index_words'::regclass) as definition",
  )
  // An index that is built at once is the same, and is there in a fraction of the time.
  await client.query('drop index sallyport.exchange_index_words')
  await client.query('alter table sallyport.exchange_index set unlogged')
  await client.query("set maintenance_work_mem = '512MB'")
  await client.query(SESSIONS, [Math.ceil(exchanges / EACH)])
  await client.query(INDEXED, [exchanges, EACH, VOCABULARY])
  await client.query(index.rows[0]!.definition)
  await client.query('vacuum analyze sallyport.exchange_index')
}

const SESSIONS = `
  insert into sallyport.sessions (id, token_hash, agent, issuer, subject, run, groups, claims, trust, created_at,
    expires_at, latest_expiry)
  select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, decode(md5(n::text), 'hex'), 'agent-' || n % 50,
    'ci', 'repo:acme/r' || n % 200, n || '/1', '[]', '{}', jsonb_build_object('repository', 'acme/r' || n % 200),
    now() - make_interval(secs => 60.0 * n), now(), now()
  from generate_series(1, $1::int) n`

/** Words as texts have them: few are common, most are rare. */
const INDEXED = `
  insert into sallyport.exchange_index (exchange_id, session_id, at, entries, words)
  select gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad(to_hex(s), 12, '0'))::uuid,
    now() - make_interval(secs => 60.0 * s - n % $2), 2, array_to_tsvector(array[
      'http', 'orders', 'get', 'reading', 'is', 'allowed', 'n' || n, 'orders/n' || n,
      '=agent:agent-' || s % 50, '=repository:acme/r' || s % 200, '=run:' || s || '/1', '=connection:c' || n % 20,
      '=operation:' || (array['git.push', 'http.GET', 'http.POST', 'git.fetch'])[1 + n % 4],
      '=decision:' || (array['allow', 'mask', 'allow', 'require_approval', 'deny'])[1 + n % 5],
      '=rule:rules/' || n % 60, '=approver:p' || n % 300 || '@example.com'
    ] || (select array_agg('w' || floor(power(random(), 3) * $3)::int) from generate_series(1, 20 + n % 3)))
  from generate_series(1, $1::int) n, lateral (select 1 + (n - 1) / $2 as s) of_session`

type Draw = (random: () => number, now: number) => SessionFilter
const any = (random: () => number, most: number) => Math.floor(random() * most)
const word = (random: () => number) => `w${Math.floor(random() ** 3 * VOCABULARY)}`
const KINDS: readonly Draw[] = [
  (random) => ({ text: `orders/n${any(random, EXCHANGES)}` }),
  (random) => ({ text: word(random) }),
  (random) => ({ text: `${word(random)} ${word(random)}` }),
  (random) => ({ text: `${word(random)} ${word(random)} orders` }),
  (random) => ({ text: `w${any(random, 9_000) + 1_000}*` }),
  () => ({ text: 'orders allowed' }),
  (random) => ({ agent: `agent-${any(random, 50)}`, decision: 'deny' }),
  (random) => ({ agent: `agent-${any(random, 50)}`, text: word(random) }),
  (random) => ({ repository: `acme/r${any(random, 200)}`, operation: 'git.*', decision: 'require_approval' }),
  (random) => ({ rule: `rules/${any(random, 60)}`, approver: `p${any(random, 300)}@example.com` }),
  (random, now) => ({ connection: `c${any(random, 20)}`, since: now - any(random, 600_000) * 1_000 }),
  (random, now) => ({ text: word(random), until: now - any(random, 600_000) * 1_000 }),
  (random) => ({ run: `${any(random, EXCHANGES / EACH)}/1`, decision: 'deny' }),
  (random) => ({ agent: `agent-${any(random, 50)}` }),
  () => ({}),
]
