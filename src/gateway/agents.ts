import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gate } from './gate.ts'
import { handle } from './handle.ts'
import { type Listen, type Listener, listen } from './listen.ts'
import { hasAllPaths } from './match.ts'
import { upgrade } from './upgrade.ts'

/** What the agents' listener answers by itself: these paths, but for hosts that are a connection's own. */
export interface Own {
  readonly paths: readonly string[]
  answer(req: IncomingMessage, res: ServerResponse): void
}

/** Opens the agents' listener. Rejects with ERR_CONFIG where the address can't be had. */
export function openAgents(gate: Gate, where: Listen, own: Own): Promise<Listener> {
  const isOwn = ({ url, headers }: IncomingMessage): boolean =>
    own.paths.some((path) => url!.startsWith(path)) && !hasAllPaths(gate.connections, headers.host)
  return listen(where, (req, res) => (isOwn(req) ? own.answer(req, res) : void handle(gate, req, res)), {
    upgrade: (req, socket, head) => void upgrade(gate, req, socket, head),
  })
}
