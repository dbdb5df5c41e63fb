import type { Connection } from '../core/connection.ts'
import type { Outgoing } from '../core/request.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate, Masker } from './gate.ts'
import type { Permit } from './hold.ts'
import { atRest } from './inspect.ts'
import { askedMaskable } from './maskable.ts'
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
  await gate.learn(session.id)
  const masker = gate.createMasker(permit.masks, session.id)
  if (adapter.signsBody?.(credential)) await atRest(gate, exchange, matched)
  const signed = adapter.authorise(request, credential, new Date(gate.now()), exchange.spooled?.sha256)
  const outgoing = await withCertificate(gate, request.connection, signed)
  return { masker, outgoing: { ...outgoing, headers: askedMaskable(outgoing.headers, masker.rewrites) } }
}

/** With the client certificate that the connection is made with, where one is. */
export async function withCertificate(gate: Gate, connection: Connection, outgoing: Outgoing): Promise<Outgoing> {
  const certificate = await gate.credentials.certificateOf(connection)
  return certificate === null ? outgoing : { ...outgoing, certificate }
}
