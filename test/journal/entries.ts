import { hash } from 'node:crypto'
import { GatewayError } from '../../src/core/errors.ts'
import type { Entry, Head } from '../../src/core/journal.ts'
import type { JournalStore, Use } from '../../src/core/ports.ts'

export const ORIGIN: Head = { sequence: 0, hash: '0'.repeat(64) }

/** What an entry tells. */
export function told({ line }: Entry): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>
}

/** A store in memory whose commits end only when the test says so. */
export function heldStore() {
  const kept: Entry[] = []
  const commits: { entries: readonly Entry[]; done: () => void; fail: (error: unknown, kept?: boolean) => void }[] = []
  const commit = (entries: readonly Entry[]) =>
    new Promise<void>((resolve, reject) =>
      commits.push({
        entries,
        done() {
          kept.push(...entries)
          resolve()
        },
        fail(error, went = false) {
          if (went) kept.push(...entries)
          reject(error)
        },
      }),
    )
  const store: JournalStore = {
    append: commit,
    async appendUses(intents, chained) {
      await commit(chained(intents))
      return intents.map((): Use => 'used')
    },
    appendHappenings: async () => 0,
    head: async (writer) => kept.findLast((entry) => entry.writer === writer) ?? ORIGIN,
  }
  return { store, commits, kept }
}

/** Whether each entry is the next of its chain, and each chain begins with its writer. */
export function expectChained(entries: readonly Entry[]): void {
  const heads = new Map<string, Head>()
  for (const entry of entries) {
    const { sequence, hash: previous } = heads.get(entry.writer) ?? ORIGIN
    expect(told(entry)).toMatchObject({ writer: entry.writer, sequence: sequence + 1, previous, kind: entry.kind })
    expect([entry.sequence, entry.hash]).toEqual([sequence + 1, hash('sha256', entry.line)])
    expect(entry.kind === 'writer').toBe(entry.sequence === 1)
    heads.set(entry.writer, entry)
  }
}

export const settled = () => new Promise((resolve) => setImmediate(resolve))
export const down = () => new GatewayError('ERR_STORE_UNAVAILABLE', 'Down.', { cause: new Error('connection refused') })
export const atFault = (code = '22P05') =>
  new GatewayError('ERR_STORE_UNAVAILABLE', 'No.', { cause: Object.assign(new Error('bad'), { code }) })
