import { createHash } from 'node:crypto'
import type { SessionSource } from '../../../src/cli/sessions/source.ts'
import type { Direction, Recording } from '../../../src/core/recording.ts'
import type { FullExchange } from '../../../src/core/replay.ts'
import { aDecision, aRecording, aSession, NOON } from '../../support/rows.ts'

/** An exchange as the people's listener tells it. */
export function anExchange(changes: Partial<FullExchange> = {}): FullExchange {
  return {
    ...{ id: 'x-1', at: NOON, gateway: { host: 'gate.test', version: '1.2.3' }, connection: 'shop', protocol: 'http' },
    ...{ method: 'POST', host: 'shop.test', target: '/orders?page=2&x=%20', headers: [['content-type', 'text/plain']] },
    operations: [{ kind: 'http.POST', access: 'write', resource: '/orders', detail: {} }],
    ...{ decisions: [aDecision()], inspectionOf: null, approvals: [], stages: [], answer: anAnswer() },
    ...changes,
  }
}

export function anAnswer(changes: Partial<FullExchange['answer'] & object> = {}): FullExchange['answer'] & object {
  return {
    ...{ at: NOON + 250, status: 201, headers: [['content-type', 'application/json']], code: null, bytes: 12 },
    ...{ forwarded: true, recordings: [], ...changes },
  }
}

/** A recording of these chunks. */
export function recordingOf(
  direction: Direction,
  chunks: readonly Buffer[],
  changes: Partial<Recording> = {},
): Recording {
  return aRecording({
    direction,
    bytes: chunks.reduce((sum, { length }) => sum + length, 0),
    chunks: chunks.map((chunk) => ({
      sha256: createHash('sha256').update(chunk).digest('hex'),
      bytes: chunk.length,
    })),
    ...changes,
  })
}

/** A session's record that is these values; what isn't among the bytes is deleted. */
export function sourceOf(
  exchanges: readonly FullExchange[],
  {
    bytes = {},
    entries = [],
  }: { bytes?: { readonly [place: string]: readonly Buffer[] }; entries?: readonly string[] } = {},
): SessionSource {
  return {
    session: aSession({ id: 's-1' }),
    async *exchanges() {
      yield* exchanges
    },
    async *entries(kinds) {
      yield* entries.filter((line) => kinds === undefined || kinds.some((kind) => line.includes(`"kind":"${kind}"`)))
    },
    async bytes(exchange, direction) {
      const found = bytes[`${exchange} ${direction}`]
      return found === undefined
        ? null
        : (async function* () {
            yield* found
          })()
    },
  }
}
