import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { GatewayError } from '../../core/errors.ts'
import type { Gate } from '../gate.ts'
import { type Listen, type Listener, listen } from '../listen.ts'
import { absolute } from './absolute.ts'
import { answerRaw } from './answer-raw.ts'
import { challenge } from './authenticate.ts'
import { connect } from './connect.ts'
import type { Inside } from './inside.ts'

/** What the proxy shows for, to clients that are to trust it. */
export interface Shown {
  /** PEM. */
  readonly certificate: string
  readonly contextOf: (host: string) => Promise<SecureContext>
}

/** Opens the forward proxy's listener. Rejects with ERR_CONFIG where the address can't be had. */
export async function openProxy(gate: Gate, where: Listen, { certificate, contextOf }: Shown): Promise<Listener> {
  /** What comes out of tunnels that end here, by their sockets. */
  const tunnels = new WeakMap<Duplex, Inside>()

  const request = (req: IncomingMessage, res: ServerResponse): void => {
    const inside = tunnels.get(req.socket)
    if (inside !== undefined) inside.request(req, res)
    else if (req.url === '/ca.pem' && req.method === 'GET') {
      res.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(certificate)
    } else void absolute(gate, req, res)
  }
  const listener = await listen(where, request, {
    connect(req, socket, head) {
      if (tunnels.has(socket)) answerRaw(socket, challenge(NESTED, 'none'), 'closed')
      else void connect(gate, door, req, socket, head)
    },
    upgrade(req, socket, head) {
      const inside = tunnels.get(socket)
      if (inside !== undefined) inside.upgrade(req, socket, head)
      else answerRaw(socket, challenge(OUTSIDE, 'none'), 'closed')
    },
  })
  const door = {
    contextOf,
    adopt(socket: Duplex, inside: Inside | null) {
      if (inside !== null) tunnels.set(socket, inside)
      listener.adopt(socket)
    },
  }
  return listener
}

const NESTED = new GatewayError('ERR_UNINTELLIGIBLE', 'A tunnel leads to one host, and to no other from there.')
const OUTSIDE = new GatewayError('ERR_UPGRADE_UNSUPPORTED', 'Upgrades go through a tunnel.', { fix: 'Use CONNECT.' })
