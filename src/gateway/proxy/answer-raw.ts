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
  const lines = [
    `HTTP/1.1 ${status} ${reason ?? STATUS_CODES[status] ?? ''}`,
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

/** A refusal's first lines, as a status line can carry them (RFC 9112, section 4): many clients print no more of it. */
export function reasonOf({ body }: Answer): string {
  const sentence = body.toString().trim().split('\n').slice(0, 2).join(' ')
  return sentence.replace(/[^\x20-\x7e]+/g, ' ').slice(0, LONGEST_REASON)
}

const LONGEST_REASON = 400
