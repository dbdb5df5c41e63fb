import type { Headers, Outgoing } from '../core/request.ts'
import type { Matched } from './exchange.ts'
import type { Gate, Masker } from './gate.ts'
import type { Permit } from './hold.ts'

/** The permitted request as it goes upstream, with the credential that only the gateway has. */
export async function inject(
  gate: Gate,
  { adapter, request }: Matched,
  _permit: Permit,
  masker: Masker,
): Promise<Outgoing> {
  const credential = await gate.credentials.open(request.connection)
  const outgoing = adapter.authorise(request, credential, new Date(gate.now()))
  return masker.body ? { ...outgoing, headers: maskable(outgoing.headers) } : outgoing
}

/** Only a whole text, not compressed, can be masked as it streams. */
function maskable(headers: Headers): Headers {
  const dropped = new Set(['accept-encoding', 'range', 'if-range'])
  return [...headers.filter(([name]) => !dropped.has(name)), ['accept-encoding', 'identity']]
}
