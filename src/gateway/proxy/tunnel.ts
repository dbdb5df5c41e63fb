import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { GatewayError } from '../../core/errors.ts'
import type { Early } from '../early.ts'
import type { Carriage } from '../exchange.ts'
import type { Authority } from './authority.ts'

/** The answer to CONNECT that opens a tunnel (RFC 9110, section 9.3.6). */
export const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n'
/** Milliseconds without a byte after which a tunnel is idle, and holds up nobody's end. */
const IDLE = 1_000

/** As a tunnel: bytes both ways, counted and never looked at, until both sides have ended or the session has. */
export function byTunnel(
  client: Duplex,
  early: Early,
  authority: Authority,
  tell: NonNullable<Carriage['tell']>,
): Carriage {
  let upstream: Socket | undefined
  return {
    // What is under way can't be refused in words any more.
    tell: async (answer) => (upstream === undefined ? tell(answer) : 200),
    carrier: (gate, exchange, { token, session }) => ({
      async carry() {
        const ended = Promise.withResolvers<void>()
        const line = gate.lines.open(token, session, ended.reject)
        try {
          const socket = await Promise.race([gate.dial(authority, exchange.gone), ended.promise])
          upstream = socket as Socket
          exchange.forwarded = true
          const stop = whenIdle(gate.draining, upstream, ended.reject)
          join(client, early, upstream, ended.resolve)
          await ended.promise.finally(stop)
        } finally {
          line.close()
          // Not at once: why it ended is on record before its end is taken for the client's own.
          if (upstream !== undefined) setImmediate(destroyBoth, client, upstream)
        }
      },
      sent: () => ({
        status: upstream === undefined ? 0 : 200,
        headers: [],
        body: null,
        bytes: upstream?.bytesRead ?? 0,
        bytesUpstream: upstream?.bytesWritten ?? 0,
      }),
    }),
  }
}

/** Each end's end is the other's; who is gone altogether reads nothing any more. `over` once both are. */
function join(client: Duplex, early: Early, upstream: Socket, over: () => void): void {
  const both = [client, upstream] as const
  const closed = (): void => {
    for (const socket of both) socket.destroy()
    if (both.every((socket) => socket.closed)) over()
  }
  for (const socket of both) socket.on('error', () => {}).on('close', closed)
  early.release()
  client.write(ESTABLISHED)
  client.pipe(upstream).pipe(client)
  if (client.destroyed) closed()
}

function destroyBoth(client: Duplex, upstream: Socket): void {
  client.destroy()
  upstream.destroy()
}

/** When the gateway is to end, a tunnel that is silent ends. Answers what forgets about it. */
function whenIdle(draining: AbortSignal, upstream: Socket, end: (why: GatewayError) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watch = (): void => {
    let before = -1
    timer = setInterval(() => {
      const bytes = upstream.bytesRead + upstream.bytesWritten
      if (bytes === before)
        end(new GatewayError('ERR_DRAINING', 'This gateway is stopping.', { fix: 'Connect again.' }))
      before = bytes
    }, IDLE)
  }
  draining.addEventListener('abort', watch)
  if (draining.aborted) watch()
  return () => {
    draining.removeEventListener('abort', watch)
    clearInterval(timer)
  }
}
