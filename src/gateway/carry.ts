import { createAnswerSink } from './answer.ts'
import type { Carriage } from './exchange.ts'

/** As a request, answered whole. */
export const byRequest: Carriage = {
  carrier(gate, exchange, matched, masker) {
    const sink = createAnswerSink(gate, exchange, matched, masker)
    return {
      async carry(outgoing) {
        const { spooled, body } = exchange
        exchange.forwarded = true
        await gate.forwarder.send(
          {
            connection: matched.request.connection,
            ...outgoing,
            body: spooled?.stream() ?? body?.stream() ?? null,
            contentLength: spooled?.bytes ?? body?.length,
            signal: exchange.gone,
          },
          sink,
        )
        await sink.through()
      },
      sent: () => sink.sent(),
    }
  },
}
