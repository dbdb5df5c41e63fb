import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { GatewayError } from '../../core/errors.ts'
import type { Early } from '../early.ts'
import type { Carriage } from '../exchange.ts'
import { whenIdle } from '../idle.ts'
import type { Authority } from './authority.ts'

/** The answer to CONNECT that opens a tunnel (RFC 9110, section 9.3.6). */
export const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n'

/** As a tunnel: bytes both ways, counted and never looked at, until both sides have ended or the session has. */
export function byTunnel(
  client: Duplex,
  early: Early,
  authority: Authority,
  tell: NonNullable<Carriage['tell']>,
): Carriage {
  let upstream: Socket | undefined
  return {
    tell,
    lasting: true,
    carrier: (gate, exchange, _matched, masker) => ({
      async carry() {
        if (masker.rewrites) {
          throw new GatewayError('ERR_UNMASKABLE', "What a tunnel carries can't be masked: nobody looks into it.", {
            fix: 'Have a rule allow this host without masks, or make it a connection.',
          })
        }
        const ended = Promise.withResolvers<void>()
        // Nobody waits for it before there is a tunnel.
        ended.promise.catch(() => {})
        const cut = (): void => {
          if (exchange.wasCut !== undefined) ended.reject(exchange.wasCut)
        }
        exchange.gone.addEventListener('abort', cut)
        try {
          const opened = await gate.dial(authority, exchange.gone)
          upstream = opened
          exchange.forwarded = true
          exchange.answering = true
          const stop = whenIdle(gate.draining, () => opened.bytesRead + opened.bytesWritten, ended.reject)
          join(client, early, opened, ended.resolve)
          await ended.promise.finally(stop)
        } finally {
          exchange.gone.removeEventListener('abort', cut)
          // Not at once: why it ended is on record before its end is taken for the client's own.
          if (upstream !== undefined) setImmediate(destroyBoth, client, upstream)
        }
      },
      sent: () => ({
        status: upstream === undefined ? 0 : 200,
        headers: [],
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
