import { type DatabasePool, type FragmentSqlToken, sql } from 'slonik'
import { z } from 'zod'
import type { EntryKind } from '../core/journal.ts'
import type { FullExchange, Place } from '../core/replay.ts'
import { guarded } from './pool.ts'
import { uuidText } from './values.ts'

/** Entries that are read at once. */
const PAGE = 500

const placed = z.object({ at: z.number(), writer: z.string(), sequence: z.number(), exchange: z.string() })
const lined = z.object({ at: z.number(), writer: z.string(), sequence: z.number(), entry: z.string() })
const writers = z.object({ writer: z.string(), entry: z.string() })
const at = sql.fragment`floor(extract(epoch from e.at) * 1000)::bigint as at`

/** What is on record of a session, as much at once as is asked for. Rejects with ERR_STORE_UNAVAILABLE. */
export function createReplayReader(pool: DatabasePool) {
  return {
    /** Exchanges in the order in which they began, behind a place; `next` is where there may be more. */
    exchanges: (session: string, after: Place | null, limit: number) =>
      guarded(async () => {
        const begun = await pool.any(sql.type(placed)`
          select ${at}, e.writer, e.sequence, e.exchange_id as exchange from sallyport.entries e
          where e.session_id = ${uuidText(session)} and e.kind in ('exchange', 'stage') and ${behind(after)}
            and not exists (
              select from sallyport.entries f where f.exchange_id = e.exchange_id and f.kind in ('exchange', 'stage')
                and (f.at, f.writer, f.sequence) < (e.at, e.writer, e.sequence))
          order by e.at, e.writer, e.sequence limit ${limit}`)
        return {
          exchanges: await wholeOf(
            pool,
            begun.map(({ exchange }) => exchange),
          ),
          next: begun.length < limit ? null : placeOf(begun.at(-1)!),
        }
      }),
    /** All lines of a session's entries, as they stand, in the order of their times. */
    async *lines(session: string, kinds: readonly EntryKind[] | null): AsyncGenerator<readonly string[]> {
      const ofKinds = kinds === null ? sql.fragment`true` : sql.fragment`e.kind = any(${sql.array(kinds, 'text')})`
      for (let after: Place | null = null; ; ) {
        const rows: readonly z.infer<typeof lined>[] = await guarded(() =>
          pool.any(sql.type(lined)`
            select ${at}, e.writer, e.sequence, e.entry from sallyport.entries e
            where e.session_id = ${uuidText(session)} and ${ofKinds} and ${behind(after)}
            order by e.at, e.writer, e.sequence limit ${PAGE}`),
        )
        if (rows.length === 0) return
        yield rows.map(({ entry }) => entry)
        after = placeOf(rows.at(-1)!)
      }
    },
    /** One exchange of a session; null where it has none of that id. */
    exchange: (session: string, id: string) =>
      guarded(async () => {
        const known = await pool.exists(sql.unsafe`
          select from sallyport.entries where exchange_id = ${uuidText(id)} and session_id = ${uuidText(session)}
            and kind in ('exchange', 'stage')`)
        return known ? ((await wholeOf(pool, [id]))[0] ?? null) : null
      }),
  }
}

async function wholeOf(pool: DatabasePool, ids: readonly string[]): Promise<readonly FullExchange[]> {
  const rows = await pool.any(sql.type(lined)`
    select ${at}, e.writer, e.sequence, e.entry from sallyport.entries e
    where e.exchange_id = any(${sql.array(ids, 'uuid')}) and e.kind in ('exchange', 'stage', 'answer')
    order by e.at, e.writer, e.sequence`)
  const lines = Map.groupBy(
    rows.map(({ writer, entry }) => ({ writer, ...(JSON.parse(entry) as Told) })),
    ({ exchange }) => exchange,
  )
  const known = await writersOf(pool, [...new Set(rows.map(({ writer }) => writer))])
  return ids.flatMap((id) => {
    const told = lines.get(id.toLowerCase())
    return told === undefined ? [] : [fullOf(id, told, known)]
  })
}

type Told = { readonly kind: string; readonly exchange: string; readonly at: number } & Partial<FullExchange> & {
    readonly stage?: string
    readonly uses?: readonly string[]
  }

function fullOf(
  id: string,
  told: readonly (Told & { writer: string })[],
  known: ReadonlyMap<string, { readonly host?: string; readonly version?: string }>,
): FullExchange {
  const intent = told.findLast(({ kind }) => kind === 'exchange')
  const answer = told.find(({ kind }) => kind === 'answer') as unknown as FullExchange['answer'] & object
  const { host, version } = known.get((intent ?? told[0]!).writer) ?? {}
  return {
    id,
    at: intent?.at ?? told[0]!.at,
    gateway: { host: host ?? null, version: version ?? null },
    connection: told.find(({ connection }) => connection !== undefined)?.connection ?? '',
    protocol: intent?.protocol ?? null,
    method: intent?.method ?? null,
    host: intent?.host ?? null,
    target: intent?.target ?? null,
    headers: intent?.headers ?? [],
    operations: intent?.operations ?? [],
    decisions: intent?.decisions ?? [],
    inspectionOf: intent?.inspectionOf ?? null,
    approvals: intent?.uses ?? [],
    stages: told.filter(({ kind }) => kind === 'stage').map(({ stage, at }) => ({ stage: stage!, at })),
    answer:
      answer === undefined
        ? null
        : {
            ...{ at: answer.at, status: answer.status, headers: answer.headers, code: answer.code },
            ...{ bytes: answer.bytes, forwarded: answer.forwarded, recordings: answer.recordings ?? [] },
            ...(answer.bytesUpstream === undefined ? {} : { bytesUpstream: answer.bytesUpstream }),
          },
  }
}

async function writersOf(pool: DatabasePool, of: readonly string[]) {
  const rows = await pool.any(sql.type(writers)`
    select writer, entry from sallyport.entries
    where writer = any(${sql.array(of, 'uuid')}) and sequence = 1 and kind = 'writer'`)
  return new Map(rows.map(({ writer, entry }) => [writer, JSON.parse(entry) as { host?: string; version?: string }]))
}

function behind(after: Place | null): FragmentSqlToken {
  if (after === null) return sql.fragment`true`
  // The first condition is what the index on session and time is read by.
  const time = sql.fragment`to_timestamp(${after.at}::bigint / 1000.0)`
  return sql.fragment`e.at >= ${time}
    and (e.at, e.writer, e.sequence) > (${time}, ${after.writer}::uuid, ${after.sequence}::bigint)`
}

function placeOf({ at, writer, sequence }: Place): Place {
  return { at, writer, sequence }
}
