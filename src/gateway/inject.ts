import type { Connection } from '../core/connection.ts'
import type { Headers, Outgoing } from '../core/request.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate, Masker } from './gate.ts'
import type { Permit } from './hold.ts'
import { atRest } from './inspect.ts'
import { whileWanted } from './while-wanted.ts'

/**
 * The permitted request as it goes upstream, with the credential that only the gateway has, and what masks its answer:
 * made after the credential is opened, so that the answer can't give away that very one. Throws ERR_CREDENTIAL_*,
 * ERR_UNMASKABLE, what putting a body on disk does where the credential signs it, and why the exchange is gone: sources
 * may take seconds, and nobody waits for them after that.
 */
export async function inject(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  permit: Permit,
): Promise<{ outgoing: Outgoing; masker: Masker }> {
  const { adapter, request, operations, session } = matched
  const opened = gate.credentials.open(request.connection, operations!, session, permit.credential)
  const credential = await whileWanted(exchange.gone, opened)
  const masker = gate.createMasker(permit.masks, permit.masks.length === 0 ? [] : gate.credentials.known())
  if (adapter.signsBody?.(credential)) await atRest(gate, exchange, matched)
  const signed = adapter.authorise(request, credential, new Date(gate.now()), exchange.spooled?.sha256)
  const outgoing = await withCertificate(gate, request.connection, signed)
  return { masker, outgoing: masker.body ? { ...outgoing, headers: maskable(outgoing.headers) } : outgoing }
}

/** With the client certificate that the connection is made with, where one is. */
export async function withCertificate(gate: Gate, connection: Connection, outgoing: Outgoing): Promise<Outgoing> {
  const certificate = await gate.credentials.certificateOf(connection)
  return certificate === null ? outgoing : { ...outgoing, certificate }
}

/** Only a whole text, not compressed, can be masked as it streams. */
function maskable(headers: Headers): Headers {
  return [...headers.filter(([name]) => !OF_A_PART.has(name)), ['accept-encoding', 'identity']]
}

const OF_A_PART: ReadonlySet<string> = new Set(['accept-encoding', 'range', 'if-range'])
