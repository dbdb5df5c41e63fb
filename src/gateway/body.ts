import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { unintelligible } from '../core/errors.ts'
import type { Body } from '../core/request.ts'
import { type Spooling, spoolChunks } from './spool.ts'
import type { Quota } from './spool-quota.ts'
import { type DiscardLimit, discard, nextChunk } from './upload.ts'

/** What is thrown away of a refused upload: git reads no answer before all of its push is through. */
const DRAIN_LIMIT: DiscardLimit = { bytes: 1024 ** 3, milliseconds: 600_000 }

/** A body that may be peeked at any number of times, and is then taken once, in one of three ways. */
export interface PeekedBody extends Body {
  /** The length in bytes that the client declared; undefined where it sends chunks. */
  readonly length: number | undefined
  /** The whole body, at the reader's pace. Errors if the client goes before the end. */
  stream(): Readable
  /** Begins to write the body to disk, as {@link spoolChunks} does. Where that fails, the rest of the upload is thrown away. */
  spool(dir: string, limitBytes: number, quota: Quota): Promise<Spooling>
  /** Has `look` wait for each piece before anybody else has it; null at the end. What it rejects with, reading fails with. */
  watch(look: (chunk: Buffer | null) => Promise<void>): void
  /** Throws the rest away, so that the client gets round to reading its answer; past the limit cuts its connection. */
  drain(limit?: DiscardLimit): Promise<void>
}

/** Whether a request carries a body at all (RFC 9112, section 6.3). */
export function hasBody(req: IncomingMessage): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
}

/**
 * A client's upload, read once. What was peeked at stays readable by {@link Body.peek} after the body is taken, so
 * that a refusal can still name what was asked.
 */
export function createBody(req: IncomingMessage): PeekedBody {
  const held = createHold()
  let ended = false
  let taken = false
  let pulling: Promise<void> | undefined
  let spooling = false
  let discarding: Promise<void> | undefined

  let look: ((chunk: Buffer | null) => Promise<void>) | undefined

  async function read(): Promise<Buffer | null> {
    const chunk = await nextChunk(req)
    if (look !== undefined) await look(chunk)
    return chunk
  }

  async function pull(): Promise<void> {
    const chunk = await read()
    if (chunk === null) ended = true
    else held.add(chunk)
  }

  /** Answers a function that hands out the body's chunks, and null at its end. */
  function take(): () => Promise<Buffer | null> {
    if (taken) throw new Error('a body is taken once')
    taken = true
    let first = held.size > 0
    return async () => {
      if (!first) return ended ? null : read()
      first = false
      return held.bytes()
    }
  }

  const length = req.headers['content-length']
  const body: PeekedBody = {
    length: length === undefined ? undefined : Number(length),

    async peek(limit, read) {
      for (;;) {
        const whole = ended && held.size <= limit
        const answer = read(held.bytes().subarray(0, limit), whole)
        if (answer !== undefined) return answer
        if (ended) throw unintelligible('The body ends before what Sallyport has to read in it.')
        if (taken || held.size > limit) {
          throw unintelligible(`The first ${limit} bytes of the body don't hold what Sallyport has to read in it.`)
        }
        pulling ??= pull().finally(() => {
          pulling = undefined
        })
        await pulling
      }
    },

    stream() {
      const next = take()
      return new Readable({
        read() {
          next().then(
            (chunk) => this.push(chunk),
            (error) => this.destroy(error),
          )
        },
        destroy(error, done) {
          // Node empties an upload by itself only if nobody has read from it.
          discarding = discard(req, DRAIN_LIMIT)
          done(error)
        },
      })
    },

    async spool(dir, limitBytes, quota) {
      const next = take()
      spooling = true
      const begun = spoolChunks(next, dir, limitBytes, body.length, quota)
      begun
        .then(({ whole }) => whole)
        .catch(() => {
          discarding ??= discard(req, DRAIN_LIMIT)
        })
      return begun
    },

    watch(given) {
      look = given
    },

    async drain(limit = DRAIN_LIMIT) {
      if (!taken || spooling) discarding ??= discard(req, limit)
      taken = true
      await discarding
    },
  }
  return body
}

/** Bytes that grow at the end; what was handed out of them before never changes. */
function createHold(): { readonly size: number; bytes(): Buffer; add(chunk: Buffer): void } {
  let room = Buffer.alloc(0)
  const hold = {
    size: 0,
    bytes: () => room.subarray(0, hold.size),
    add(chunk: Buffer) {
      const { size } = hold
      if (size + chunk.length > room.length) {
        // Doubling keeps a body that trickles in from costing its square.
        const grown = Buffer.allocUnsafe(Math.max(2 * room.length, size + chunk.length))
        room.copy(grown, 0, 0, size)
        room = grown
      }
      chunk.copy(room, size)
      hold.size += chunk.length
    },
  }
  return hold
}
