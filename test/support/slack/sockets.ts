import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { acceptWebSocket, type WebSocketEnd } from './web-socket.ts'

/** Socket Mode's connections: each envelope goes to one of them, and again to another until it is acknowledged. */
export interface Sockets {
  accept(request: IncomingMessage, socket: Duplex, app: string): void
  /** Status 200 once acknowledged, with the payload of the acknowledgement; 0 where nobody did in time. */
  deliver(payload: object): Promise<{ status: number; body: string }>
  disconnect(): void
  connected(): number
  close(): void
}

/** How often an envelope is sent before Slack gives up. */
const TRIES = 3

export function createSockets(patience: number): Sockets {
  const ends = new Set<WebSocketEnd>()
  const waiting = new Map<string, (payload: unknown) => void>()
  let turn = 0

  const send = (envelope: object, id: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const end = [...ends][turn++ % Math.max(1, ends.size)]
      const timer = setTimeout(() => reject(new Error('not acknowledged')), patience)
      waiting.set(id, (payload) => {
        clearTimeout(timer)
        resolve(payload)
      })
      end?.send(JSON.stringify(envelope))
    })

  return {
    accept(request, socket, app) {
      const end = acceptWebSocket(request, socket, {
        message(text) {
          const { envelope_id: id, payload } = JSON.parse(text) as { envelope_id: string; payload?: unknown }
          waiting.get(id)?.(payload)
          waiting.delete(id)
        },
        closed: () => void ends.delete(end),
      })
      ends.add(end)
      end.send(
        JSON.stringify({
          type: 'hello',
          num_connections: ends.size,
          debug_info: { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 },
          connection_info: { app_id: app },
        }),
      )
    },
    async deliver(payload) {
      const id = randomUUID()
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const retried = attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: 'timeout' }
        const envelope = { type: 'interactive', envelope_id: id, payload, accepts_response_payload: true, ...retried }
        const acknowledged = await send(envelope, id).catch(() => null)
        if (acknowledged !== null) return { status: 200, body: JSON.stringify(acknowledged) }
      }
      return { status: 0, body: '' }
    },
    disconnect() {
      for (const end of ends) {
        end.send(
          JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'applink-fake' } }),
        )
      }
    },
    connected: () => ends.size,
    close() {
      for (const end of ends) end.destroy()
    },
  }
}
