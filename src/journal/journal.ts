import { GatewayError } from '../core/errors.ts'
import type { Intent, Journal, Outcome } from '../core/journal.ts'
import type { JournalStore } from '../core/ports.ts'

/** Rows of one commit, at the most. */
const BATCH = 500
/** Commits under way at once: while one waits for the disk the next one fills. */
const WRITERS = 2
/** Milliseconds before outcomes that couldn't be written are tried again. */
const RETRY = 500

interface Waiting {
  readonly intent: Intent
  readonly resolve: () => void
  readonly reject: (error: GatewayError) => void
}

/** A {@link Journal} that commits many entries at once. */
export interface GroupJournal extends Journal {
  /** Entries not yet durable. */
  readonly lag: number
  /** Writes what is left. Rejects with ERR_JOURNAL_UNAVAILABLE if it can't. */
  drain(): Promise<void>
}

/**
 * Group commit over a store. `limit` bounds the entries held in memory: past it, new intents are refused,
 * so that nothing which happened is ever dropped.
 *
 * @param report told of each failed commit
 */
export function createJournal(
  store: JournalStore,
  options: { limit: number; report: (error: unknown) => void },
): GroupJournal {
  const intents: Waiting[] = []
  const outcomes: Outcome[] = []
  let writing = 0
  let unsettled = 0
  let unintended = 0
  let held: NodeJS.Timeout | undefined

  const pump = (): void => {
    while (writing < WRITERS && (intents.length > 0 || (outcomes.length > 0 && held === undefined))) {
      writing++
      const batch = { intents: intents.splice(0, BATCH), outcomes: held === undefined ? outcomes.splice(0, BATCH) : [] }
      write(batch.intents, batch.outcomes).finally(() => {
        writing--
        pump()
      })
    }
  }

  const write = async (waiting: readonly Waiting[], settled: readonly Outcome[]): Promise<void> => {
    try {
      await store.append({ intents: waiting.map((it) => it.intent), outcomes: settled })
      unintended -= waiting.length
      unsettled -= settled.length
      for (const it of waiting) it.resolve()
    } catch (cause) {
      options.report(cause)
      // One row that the database refuses must not fail its neighbours.
      if (isRefusal(cause) && waiting.length + settled.length > 1) {
        for (const it of waiting) await write([it], [])
        for (const it of settled) await write([], [it])
        return
      }
      unintended -= waiting.length
      for (const it of waiting) it.reject(unavailable(cause))
      if (settled.length > 0) retry(settled, isRefusal(cause))
    }
  }

  const retry = (settled: readonly Outcome[], refused: boolean): void => {
    // What the database will never take is kept without the parts that came from outside.
    outcomes.unshift(...(refused ? settled.map((it) => ({ ...it, headers: [], body: null })) : settled))
    held ??= setTimeout(() => {
      held = undefined
      pump()
    }, RETRY)
  }

  return {
    get lag() {
      return unintended + unsettled
    },
    async intend(intent) {
      if (unintended + unsettled >= options.limit) throw unavailable(new Error('journal full'))
      if (intent.uses.length > 0) return useApprovals(store, intent)
      return new Promise((resolve, reject) => {
        unintended++
        intents.push({ intent, resolve, reject })
        pump()
      })
    },
    reach: (stage) =>
      store.reach(stage).catch((cause: unknown) => {
        throw unavailable(cause)
      }),
    settle(outcome) {
      unsettled++
      outcomes.push(outcome)
      pump()
    },
    async drain() {
      for (let tries = 0; unintended + unsettled > 0; tries++) {
        if (tries === 100) throw unavailable(new Error(`${unsettled} outcomes were not written`))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}

async function useApprovals(store: JournalStore, intent: Intent): Promise<void> {
  const used = await store.appendWithUse(intent).catch((cause: unknown) => {
    throw unavailable(cause)
  })
  if (!used) {
    throw new GatewayError(
      'ERR_APPROVAL_USED',
      'The approval of this request was used, expired or withdrawn before the request could go on.',
      {
        fix: 'Repeat the request to ask again.',
      },
    )
  }
}

/** SQLSTATE classes 22, data exception, and 23, integrity: the row is at fault, not the database. */
function isRefusal(thrown: unknown): boolean {
  for (let at: unknown = thrown; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string' && /^2[23]/.test(code)) return true
  }
  return false
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError(
    'ERR_JOURNAL_UNAVAILABLE',
    "The journal can't be written, and nothing goes upstream that isn't on record.",
    {
      fix: 'Retry; service resumes by itself once the database is back.',
      cause,
    },
  )
}
