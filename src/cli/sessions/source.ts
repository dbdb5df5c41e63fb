import type { Command } from 'commander'
import { GatewayError } from '../../core/errors.ts'
import type { EntryKind } from '../../core/journal.ts'
import { linesOf } from '../../core/lines.ts'
import type { StoredSession } from '../../core/ports.ts'
import type { Direction } from '../../core/recording.ts'
import type { FullExchange } from '../../core/replay.ts'
import { askPeople, openPeople } from '../people-api.ts'
import { wayToPeople } from '../way-to-people.ts'

/** A session, and what is on record of it: read bit by bit, however much that is. */
export interface SessionSource {
  readonly session: Omit<StoredSession, 'leases'>
  /** In the order in which they began. */
  exchanges(): AsyncIterable<FullExchange>
  /** Lines of the journal, as they stand. */
  entries(kinds?: readonly EntryKind[]): AsyncIterable<string>
  /** What is kept of what went by; null where it is deleted. */
  bytes(exchange: string, direction: Direction): Promise<AsyncIterable<Uint8Array> | null>
}

/** Exchanges that are asked for at once. */
const PAGE = 200

/** One session of the gateway that is meant. Rejects with whatever that refuses. */
export async function sessionSource(command: Command, id: string): Promise<SessionSource> {
  const { url, token } = await wayToPeople(command, 'operator')
  const path = `/sessions/${encodeURIComponent(id)}`
  const session = await askPeople<StoredSession>(url, token, 'GET', `${path}?limit=1`)
  return {
    session,
    async *exchanges() {
      for (let next: string | null = null, first = true; first || next !== null; first = false) {
        const after: string = next === null ? '' : `&after=${next}`
        const page: { exchanges: FullExchange[]; next: string | null } = await askPeople(
          url,
          token,
          'GET',
          `${path}/exchanges?limit=${PAGE}${after}`,
        )
        yield* page.exchanges
        next = page.next
      }
    },
    async *entries(kinds) {
      const answer = await openPeople(url, token, `${path}/entries${kinds ? `?kinds=${kinds.join(',')}` : ''}`)
      yield* linesOf(answer.body ?? empty())
    },
    async bytes(exchange, direction) {
      const answer = await openPeople(url, token, `${path}/exchanges/${exchange}/recordings/${direction}`).catch(
        (thrown: unknown) => {
          if (thrown instanceof GatewayError && thrown.code === 'ERR_RECORDING_DELETED') return null
          throw thrown
        },
      )
      return answer && (answer.body ?? empty())
    },
  }
}

export async function* empty(): AsyncGenerator<Uint8Array> {}

/** No more than so many bytes of what comes. */
export async function beginningOf(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let had = 0
  for await (const part of bytes) {
    parts.push(part)
    had += part.length
    // Leaving the loop cancels the rest.
    if (had >= most) break
  }
  return Buffer.concat(parts).subarray(0, most)
}
