import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { Judgement } from '../core/decision.ts'
import type { Input } from '../core/input.ts'
import { inputOf } from '../core/judged-input.ts'
import type { Operation } from '../core/operation.ts'
import type { Recording } from '../core/recording.ts'
import { guarded } from './pool.ts'
import { uuidText } from './values.ts'

/** One exchange as it is on record; `answer` is null while it is under way, or where the gateway died meanwhile. */
export interface RecordedExchange {
  readonly id: string
  readonly at: number
  readonly connection: string
  /** Null, like the target, where the exchange ended before its intent was on record. */
  readonly method: string | null
  readonly target: string | null
  /** How far it came before that, in order. */
  readonly stages: readonly string[]
  readonly inspectionOf: string | null
  readonly operations: readonly Operation[]
  readonly decisions: readonly Judgement[]
  /** Those that it used up. */
  readonly approvals: readonly string[]
  readonly answer: RecordedAnswer | null
}

interface RecordedAnswer {
  readonly status: number
  readonly code: string | null
  readonly bytes: number
  /** Of tunnels and upgrades. */
  readonly bytesUpstream?: number
  readonly forwarded: boolean
  readonly recordings: readonly Recording[]
  /** The first bytes of an answer from before there were recordings. */
  readonly body?: string
}

const entry = z.object({ entry: z.string() })
const judged = z.object({ entry: z.string(), session: z.custom<Omit<Input['session'], 'counters'>>() })

/** What entries of an exchange say, of whichever kind. */
interface Told {
  readonly kind: 'exchange' | 'stage' | 'answer'
  readonly exchange: string
  readonly at: number
}

interface ToldIntent extends Told, Pick<RecordedExchange, 'connection' | 'operations' | 'decisions' | 'inspectionOf'> {
  readonly kind: 'exchange'
  readonly protocol: string
  readonly method: string
  readonly target: string
  readonly uses: readonly string[]
}

interface ToldStage extends Told {
  readonly kind: 'stage'
  readonly connection: string
  readonly stage: string
}

interface ToldAnswer extends Told, RecordedAnswer {
  readonly kind: 'answer'
}

/** Reads exchanges back from the journal, in the order in which they began. */
export function createExchangeReader(pool: DatabasePool) {
  return {
    ofSession: async (id: string, limit: number): Promise<readonly RecordedExchange[]> => {
      const rows = await guarded(() =>
        pool.any(sql.type(entry)`
      with known as (
        select exchange_id from sallyport.entries
        where session_id = ${uuidText(id)} and kind in ('exchange', 'stage')
        group by exchange_id order by min(at) desc, exchange_id desc limit ${limit}
      )
      select entry from sallyport.entries
      where exchange_id in (select exchange_id from known) and kind in ('exchange', 'stage', 'answer')
      order by at, writer, sequence`),
      )
      const told = rows.map((row) => JSON.parse(row.entry) as ToldIntent | ToldStage | ToldAnswer)
      return [...Map.groupBy(told, ({ exchange }) => exchange).values()]
        .map(exchangeOf)
        .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
    },
    /** What the policy was asked last about an exchange, as it is on record: masked. Null where it never was. */
    inputOf: async (id: string): Promise<Input | null> => {
      const found = await guarded(() =>
        pool.maybeOne(sql.type(judged)`
      select e.entry, jsonb_build_object('id', s.id, 'agent', s.agent, 'issuer', s.issuer, 'subject', s.subject,
          'groups', s.groups, 'claims', s.claims, 'trust', s.trust) as session
      from sallyport.entries e
      join sallyport.sessions s on s.id = e.session_id
      where e.exchange_id = ${uuidText(id)} and e.kind = 'exchange' order by e.writer desc, e.sequence desc limit 1`),
      )
      return found && lastInputOf(found.session, JSON.parse(found.entry) as ToldIntent)
    },
  }
}

function exchangeOf(told: readonly (ToldIntent | ToldStage | ToldAnswer)[]): RecordedExchange {
  const intent = told.findLast((it) => it.kind === 'exchange')
  const stages = told.filter((it) => it.kind === 'stage')
  const answer = told.find((it) => it.kind === 'answer')
  const { exchange: id, at } = told[0]!
  return {
    id,
    at: intent?.at ?? at,
    connection: intent?.connection ?? stages[0]?.connection ?? '',
    method: intent?.method ?? null,
    target: intent?.target ?? null,
    stages: stages.map(({ stage }) => stage),
    inspectionOf: intent?.inspectionOf ?? null,
    operations: intent?.operations ?? [],
    decisions: intent?.decisions ?? [],
    approvals: intent?.uses ?? [],
    answer: answer === undefined ? null : answerOf(answer),
  }
}

function answerOf({
  status,
  code,
  bytes,
  bytesUpstream,
  forwarded,
  recordings = [],
  body,
}: ToldAnswer): RecordedAnswer {
  return {
    ...{ status, code, bytes, forwarded, recordings },
    // Cut where the record's limit fell, so perhaps in the middle of a character.
    ...(typeof body === 'string' && { body: Buffer.from(body, 'base64').toString() }),
    ...(bytesUpstream === undefined ? {} : { bytesUpstream }),
  }
}

function lastInputOf(session: Omit<Input['session'], 'counters'>, told: ToldIntent): Input | null {
  const last = told.decisions.toSorted((one, other) => (one.asked.at < other.asked.at ? -1 : 1)).at(-1)
  return last === undefined ? null : inputOf(session, told, last)
}
