import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Takes a connection over from Node's parser; `head` is what that had read beyond the request. */
export type Takeover = (req: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * Node hands a connection over as soon as it has read the request, without a listener for errors, and though an
 * earlier request may still wait for its answer: that would land among what comes after, so such a connection is cut.
 */
export function guarded(takeover: Takeover): Takeover {
  return (req, socket, head) => {
    ignoreErrors(socket)
    if (isAnswering(req, socket)) socket.destroy()
    else takeover(req, socket, head)
  }
}

/** Has a socket's errors heard by somebody, once, for as long as it lives: whoever takes it over may listen too late. */
export function ignoreErrors(socket: Duplex): void {
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore)
}

/** Whether an answer is still to be written to this socket. Node tells nobody else than the next one in line. */
function isAnswering(req: IncomingMessage, socket: Duplex): boolean {
  const next = new ServerResponse(req)
  try {
    next.assignSocket(socket as Parameters<typeof next.assignSocket>[0])
  } catch {
    return true
  }
  next.detachSocket(socket as Parameters<typeof next.detachSocket>[0])
  return false
}

function ignore(): void {}
