import { createAnswerSink } from './answer.ts'
import type { Carriage } from './exchange.ts'
import { taped } from './taped.ts'

/** As a request, answered whole. */
export const byRequest: Carriage = {
  carrier(gate, exchange, matched, masker) {
    const sink = createAnswerSink(gate, exchange, matched, masker)
    return {
      async carry(outgoing) {
        const { spooled, body } = exchange
        const upload = spooled?.stream() ?? body?.stream() ?? null
        const contentLength = spooled?.bytes ?? body?.length
        exchange.forwarded = true
        await gate.forwarder.send(
          {
            connection: matched.request.connection,
            ...outgoing,
            body: upload && taped(gate, exchange, matched, upload, contentLength),
            contentLength,
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
