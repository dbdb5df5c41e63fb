import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayError, unintelligible } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { hasBody } from './body.ts'
import { keepEarly } from './early.ts'
import type { Gate } from './gate.ts'
import { handle } from './handle.ts'
import { answerRaw } from './proxy/answer-raw.ts'
import type { Way } from './proxy/way.ts'
import { plain } from './refuse.ts'
import { byUpgrade } from './switch.ts'

/** One protocol's name, with its version where it has one (RFC 9110, section 7.8). */
const PROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?$/
/** Milliseconds for a client to read an answer after which we want nothing more of it. */
const LAST_WORDS = 5_000

/** One request to go on in another protocol, which walks the path of all requests. Never rejects. */
export async function upgrade(
  gate: Gate,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  way: Way | null = null,
): Promise<void> {
  const early = keepEarly(socket, head)
  const error = fault(req)
  if (error !== null) {
    const { code, status, message, fix } = error
    early.release()
    answerRaw(socket, plain({ code, status, message, fix, exchange: newId(gate.now()) }), 'closed')
    return
  }
  const res = new ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket as Parameters<typeof res.assignSocket>[0])
  // The server's own listener went with its parser.
  socket.on('drain', () => res.emit('drain'))
  res.on('finish', () => {
    const late = setTimeout(() => socket.destroy(), LAST_WORDS).unref()
    socket.on('close', () => clearTimeout(late))
    socket.end()
  })
  await handle(gate, req, res, way, byUpgrade(socket, early, req.headers.upgrade!))
}

function fault(req: IncomingMessage): GatewayError | null {
  const protocol = req.headers.upgrade ?? ''
  if (/(?:^|,)\s*h2c\s*(?:,|$)/i.test(protocol)) {
    return new GatewayError('ERR_UPGRADE_UNSUPPORTED', 'Sallyport speaks HTTP/1.1 alone: no h2c.')
  }
  if (!PROTOCOL.test(protocol)) return unintelligible('The request must name one protocol to go on in.')
  if (req.httpVersion !== '1.1') return unintelligible('Only HTTP/1.1 can go on in another protocol.')
  if (hasBody(req)) return unintelligible('A request to go on in another protocol has no body here.')
  return null
}
