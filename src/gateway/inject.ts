import type { Headers, Outgoing } from '../core/request.ts'
import type { Matched } from './exchange.ts'
import type { Gate, Masker } from './gate.ts'
import type { Permit } from './hold.ts'
import { whileWanted } from './while-wanted.ts'

/**
 * The permitted request as it goes upstream, with the credential that only the gateway has, and what masks its answer:
 * made after the credential is opened, so that the answer can't give away that very one. Throws ERR_CREDENTIAL_UNAVAILABLE,
 * ERR_UNMASKABLE, and the reason of `gone`: sources may take seconds, and nobody waits for them after that.
 */
export async function inject(
  gate: Gate,
  { adapter, request, operations, session }: Matched,
  permit: Permit,
  gone: AbortSignal,
): Promise<{ outgoing: Outgoing; masker: Masker }> {
  const credential = await whileWanted(gone, gate.credentials.open(request.connection, operations!, session))
  const masker = gate.createMasker(permit.masks, permit.masks.length === 0 ? [] : gate.credentials.known())
  const outgoing = adapter.authorise(request, credential, new Date(gate.now()))
  return { masker, outgoing: masker.body ? { ...outgoing, headers: maskable(outgoing.headers) } : outgoing }
}

/** Only a whole text, not compressed, can be masked as it streams. */
function maskable(headers: Headers): Headers {
  return [...headers.filter(([name]) => !OF_A_PART.has(name)), ['accept-encoding', 'identity']]
}

const OF_A_PART: ReadonlySet<string> = new Set(['accept-encoding', 'range', 'if-range'])
