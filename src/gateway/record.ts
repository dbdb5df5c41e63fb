import type { Exchange, Matched } from './exchange.ts'
import type { Gate } from './gate.ts'

/** Puts on record what is about to happen. Once it resolves the entry is durable; if it rejects, nothing may be sent. */
export async function record(
  gate: Gate,
  exchange: Exchange,
  { session, request, operations }: Matched,
  uses: string | null,
): Promise<void> {
  const masker = gate.recordMasker()
  await gate.journal.intend({
    exchange: exchange.id,
    session: session.id,
    connection: request.connection.name,
    protocol: request.connection.protocol,
    method: request.method,
    host: request.host,
    target: request.path + request.query,
    headers: masker.headers(request.headers),
    operations: operations ?? [],
    decisions: exchange.decisions,
    at: exchange.at,
    uses,
  })
  exchange.intended = true
}
