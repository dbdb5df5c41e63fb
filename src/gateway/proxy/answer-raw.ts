import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Answer } from '../../core/request.ts'

/** Milliseconds for a client to read an answer after which we want nothing more of it. */
const LAST_WORDS = 5_000

/**
 * Writes an answer to a socket that no HTTP server answers on. The status line's reason is `reason`, where given: it is
 * all that many clients print of an answer to CONNECT.
 */
export function answerRaw(socket: Duplex, answer: Answer, kept: 'kept' | 'closed', reason?: string): void {
  const { status, headers, body } = answer
  const phrase = (reason ?? STATUS_CODES[status] ?? '').replace(/[^\x20-\x7e]+/g, ' ').slice(0, 400)
  const lines = [
    `HTTP/1.1 ${status} ${phrase}`,
    ...headers.map((field) => field.join(': ')),
    `connection: ${kept === 'kept' ? 'keep-alive' : 'close'}`,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  socket.write(body)
  if (kept === 'kept') return
  // Half-closed by us alone it would stay open for as long as its client likes.
  const late = setTimeout(() => socket.destroy(), LAST_WORDS).unref()
  socket.on('close', () => clearTimeout(late))
  socket.resume()
  socket.end()
}
