import type { IncomingMessage } from 'node:http'
import { type GatewayError, unintelligible } from '../core/errors.ts'

/** Why nobody reads an upload any more. */
const interrupted = new WeakMap<IncomingMessage, GatewayError>()

/** Ends whatever reads an upload: it fails with this. What is still to come may be thrown away. */
export function interrupt(req: IncomingMessage, why: GatewayError): void {
  interrupted.set(req, why)
  req.emit(INTERRUPTED)
}

/**
 * The next bytes of an upload, or null at its end. Throws ERR_UNINTELLIGIBLE if the client goes before that, and what
 * it was interrupted by.
 */
export async function nextChunk(req: IncomingMessage): Promise<Buffer | null> {
  return read(req, () => {
    const why = interrupted.get(req)
    if (why !== undefined) throw why
  })
}

async function read(req: IncomingMessage, mayRead: () => void): Promise<Buffer | null> {
  for (;;) {
    mayRead()
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
    for (let chunk = await rest(req); chunk !== null; chunk = await rest(req)) {
      left -= chunk.length
      if (left < 0) req.destroy()
    }
  } catch {
    // A client that is gone reads no answer, so there is nothing left to make way for.
  } finally {
    clearTimeout(late)
  }
}

function rest(req: IncomingMessage): Promise<Buffer | null> {
  return read(req, () => {})
}

const INTERRUPTED = 'interrupted'
const EVENTS = ['readable', 'end', 'error', 'close', INTERRUPTED] as const

function stirred(req: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      for (const event of EVENTS) req.off(event, listener)
      resolve()
    }
    for (const event of EVENTS) req.on(event, listener)
  })
}
