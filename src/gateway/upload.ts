import type { IncomingMessage } from 'node:http'
import { unintelligible } from '../core/errors.ts'

/** The next bytes of an upload, or null at its end. Throws ERR_UNINTELLIGIBLE if the client goes before that. */
export async function nextChunk(req: IncomingMessage): Promise<Buffer | null> {
  for (;;) {
    const chunk: Buffer | null = req.read()
    if (chunk !== null) return chunk
    if (req.readableEnded) return null
    if (req.destroyed) throw unintelligible('The client went away before the end of the body.')
    await stirred(req)
  }
}

/** How much of an upload is thrown away before its connection is cut instead: nobody may keep it busy for ever. */
export interface DiscardLimit {
  readonly bytes: number
  readonly milliseconds: number
}

/** Throws away what is left of an upload; past the limit cuts the connection. */
export async function discard(req: IncomingMessage, limit: DiscardLimit): Promise<void> {
  let left = limit.bytes
  const late = setTimeout(() => req.destroy(), limit.milliseconds)
  try {
    for (let chunk = await nextChunk(req); chunk !== null; chunk = await nextChunk(req)) {
      left -= chunk.length
      if (left < 0) req.destroy()
    }
  } catch {
    // A client that is gone reads no answer, so there is nothing left to make way for.
  } finally {
    clearTimeout(late)
  }
}

const EVENTS = ['readable', 'end', 'error', 'close'] as const

function stirred(req: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      for (const event of EVENTS) req.off(event, listener)
      resolve()
    }
    for (const event of EVENTS) req.on(event, listener)
  })
}
