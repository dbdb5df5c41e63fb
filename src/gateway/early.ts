import type { Duplex } from 'node:stream'
import { ignoreErrors } from './takeover.ts'

/** A socket that Node's parser has let go of, before somebody else reads it: nothing that comes meanwhile is lost. */
export interface Early {
  /** The client's first bytes, which stay to be read; null where it went, or was silent for so long. */
  first(milliseconds: number): Promise<Buffer | null>
  /** Hands the socket on, as if nobody had read from it. */
  release(): void
}

/** Bytes that are kept of a client that talks before it is answered; the rest waits in its own buffers. */
const LIMIT = 65_536

/**
 * Reads a socket, so that its end is noticed while the request is judged. A client that ends its side meanwhile is
 * gone. `head` is what Node's parser had read beyond the request.
 */
export function keepEarly(socket: Duplex, head: Buffer): Early {
  const kept: Buffer[] = head.length > 0 ? [head] : []
  let bytes = head.length
  let stirred: (() => void) | undefined

  const onData = (chunk: Buffer): void => {
    kept.push(chunk)
    bytes += chunk.length
    if (bytes >= LIMIT) socket.pause()
    stirred?.()
  }
  const onEnd = (): void => {
    socket.destroy()
    stirred?.()
  }
  ignoreErrors(socket)
  socket.on('data', onData).on('end', onEnd).on('close', onEnd)
  if (bytes < LIMIT) socket.resume()

  return {
    async first(milliseconds) {
      if (bytes === 0 && !socket.destroyed) {
        await new Promise<void>((resolve) => {
          const late = setTimeout(resolve, milliseconds)
          stirred = () => {
            clearTimeout(late)
            resolve()
          }
        })
      }
      return bytes === 0 || socket.destroyed ? null : Buffer.concat(kept)
    },
    release() {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd)
      socket.pause()
      if (bytes > 0 && !socket.destroyed) socket.unshift(Buffer.concat(kept))
      kept.length = 0
      bytes = 0
    },
  }
}
