import type { DatabasePool } from 'slonik'
import { z } from 'zod'
import type { Count } from '../core/decision.ts'
import type { CounterStore } from '../core/ports.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'
import { jsonText, uuidText } from './values.ts'

const row = z.object({ counter: z.string(), value: z.number() })

/** Counters in the table `sallyport.counters`. */
export function createCounterStore(pool: DatabasePool): CounterStore {
  // One statement, its rows in the order of their names: no two requests wait for each other.
  const add = async (session: string, counts: readonly Count[]): Promise<{ [counter: string]: number }> => {
    const rows = await pool.any(prepared('counters').type(row)`
      insert into sallyport.counters as c (session_id, counter, value)
      select ${uuidText(session)}::uuid, counter, amount
      from json_to_recordset(${jsonText(counts)}) as r(counter text, amount bigint) order by counter
      on conflict (session_id, counter) do update set value = c.value + excluded.value
      returning counter, value`)
    return Object.fromEntries(rows.map(({ counter, value }) => [counter, value]))
  }
  return {
    reserve: (session, counts) => guarded(() => add(session, counts)),
    release: (session, counts) =>
      guarded(async () => {
        await add(
          session,
          counts.map(({ counter, amount }) => ({ counter, amount: -amount })),
        )
      }),
  }
}
