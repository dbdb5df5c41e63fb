import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { asGatewayError, type GatewayError, unintelligible } from '../../core/errors.ts'
import type { Answer } from '../../core/request.ts'
import { hasBody } from '../body.ts'
import { type Early, keepEarly } from '../early.ts'
import type { Gate } from '../gate.ts'
import { handle } from '../handle.ts'
import { answerRaw, reasonOf } from './answer-raw.ts'
import { proxyToken, turnedAway } from './authenticate.ts'
import { type Authority, parseAuthority } from './authority.ts'
import { greet, greeted, speaksTls } from './greet.ts'
import { type Inside, insideOf, refusing } from './inside.ts'
import { byTunnel, ESTABLISHED } from './tunnel.ts'
import { isIntercepted, type Way } from './way.ts'

/** What the proxy's listener does for CONNECT. */
export interface Door {
  readonly contextOf: (host: string) => Promise<SecureContext>
  /** Has the listener read HTTP from this socket, and hand its requests to what is inside. */
  adopt(socket: Duplex, inside: Inside | null): void
}

/** Milliseconds for a client to say something in its tunnel. */
const SILENCE = 60_000
/** Milliseconds for what is under way in a tunnel whose session has ended: each request is cut by itself, and says why. */
const LAST_WORDS = 250
/** Where a refusal can be told inside the tunnel, in full: browsers' and tools' `https://`. */
const HTTPS = 443

/**
 * One CONNECT. A connection's address is intercepted; any other is judged as `net.connect`. Never rejects: what fails
 * is refused in words.
 */
export async function connect(
  gate: Gate,
  door: Door,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const early = keepEarly(socket, head)
  try {
    if (hasBody(req)) throw unintelligible('A request to CONNECT has no body.')
    const token = proxyToken(req)
    const session = await gate.sessions.identify(token)
    // Nothing would tell of its end any more.
    if (socket.destroyed) return
    const authority = parseAuthority(req.url!)
    if (isIntercepted(gate.connections, authority)) {
      const line = gate.lines.open({ session }, () => void setTimeout(() => socket.destroy(), LAST_WORDS).unref(), true)
      socket.on('close', () => line.close())
      await intercept(gate, door, socket, early, token, authority)
    } else await tunnel(gate, door, req, socket, early, token, authority)
  } catch (thrown) {
    refuse(gate, door, req, socket, early, asGatewayError(thrown))
  }
}

/** Speaks as the host itself, and takes requests from inside the tunnel the same way as any other. */
async function intercept(
  gate: Gate,
  door: Door,
  socket: Duplex,
  early: Early,
  token: string,
  authority: Authority,
): Promise<void> {
  socket.write(ESTABLISHED)
  const first = await early.first(SILENCE)
  early.release()
  if (first === null) {
    socket.destroy()
    return
  }
  if (!speaksTls(first)) {
    door.adopt(socket, insideOf(gate, { token, authority, scheme: 'http', servername: null }))
    return
  }
  const secure = await secured(gate, door, socket, authority)
  if (secure === null) return
  const way: Way = { token, authority, scheme: 'https', servername: greeted(secure) }
  door.adopt(secure, insideOf(gate, way))
}

/** The client's TLS ended here; null where the handshake came to nothing, which is told and counted once. */
function secured(gate: Gate, door: Door, socket: Duplex, { host }: Authority) {
  const at = gate.now()
  return greet(socket, host, door.contextOf).catch((thrown) => {
    const { code } = asGatewayError(thrown)
    gate.observer.failed('none', thrown)
    const seconds = (gate.now() - at) / 1000
    gate.observer.finished({ connection: '', effect: 'none', rules: [], code, status: 0, seconds })
    socket.destroy()
    return null
  })
}

async function tunnel(
  gate: Gate,
  door: Door,
  req: IncomingMessage,
  socket: Duplex,
  early: Early,
  token: string,
  authority: Authority,
): Promise<void> {
  const res = new ServerResponse(req)
  // Never written to: it is how the path learns that the client is gone.
  res.assignSocket(socket as Parameters<typeof res.assignSocket>[0])
  const tell = async (answer: Answer): Promise<number> => {
    if (authority.port === HTTPS) void tellInside(gate, door, socket, early, authority, answer)
    else {
      early.release()
      answerRaw(socket, answer, 'closed', reasonOf(answer))
    }
    return answer.status
  }
  const way: Way = { token, authority, scheme: 'https', servername: null }
  await handle(gate, req, res, way, byTunnel(socket, early, authority, tell))
}

/** Most clients print no more of a refused CONNECT than its status: inside TLS they print what they are answered. */
async function tellInside(
  gate: Gate,
  door: Door,
  socket: Duplex,
  early: Early,
  authority: Authority,
  answer: Answer,
): Promise<void> {
  socket.write(ESTABLISHED)
  const first = await early.first(SILENCE)
  early.release()
  if (first === null) socket.destroy()
  else if (!speaksTls(first)) answerRaw(socket, answer, 'closed', reasonOf(answer))
  else {
    const secure = await secured(gate, door, socket, authority)
    if (secure !== null) door.adopt(secure, refusing(answer))
  }
}

/** Before a session is known, or where the request can't be read. A client without credentials may try again. */
function refuse(gate: Gate, door: Door, req: IncomingMessage, socket: Duplex, early: Early, error: GatewayError): void {
  const answer = turnedAway(gate, error)
  early.release()
  const kept = answer.status === 407 && req.httpVersionMinor === 1 && !hasBody(req)
  answerRaw(socket, answer, kept ? 'kept' : 'closed', reasonOf(answer))
  if (kept) door.adopt(socket, null)
}
