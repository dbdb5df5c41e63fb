import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Answer } from '../../core/request.ts'
import { createBody, hasBody } from '../body.ts'
import type { Gate } from '../gate.ts'
import { handle } from '../handle.ts'
import { STRANGER } from '../refuse.ts'
import { upgrade } from '../upgrade.ts'
import { answerRaw } from './answer-raw.ts'
import type { Way } from './way.ts'

/** What becomes of what comes through one tunnel that ends here. */
export interface Inside {
  request(req: IncomingMessage, res: ServerResponse): void
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Requests that take the path that all requests take. */
export function insideOf(gate: Gate, way: Way): Inside {
  return {
    request: (req, res) => void handle(gate, req, res, way),
    upgrade: (req, socket, head) => void upgrade(gate, req, socket, head, way),
  }
}

/** Requests that are refused before they are read: each hears why the tunnel was. */
export function refusing({ status, headers, body }: Answer): Inside {
  return {
    request(req, res) {
      if (hasBody(req)) void createBody(req).drain(STRANGER)
      res.writeHead(status, [...headers, ['connection', 'close']].flat())
      res.end(req.method === 'HEAD' ? undefined : body)
    },
    upgrade: (_req, socket) => answerRaw(socket, { status, headers, body }, 'closed'),
  }
}
