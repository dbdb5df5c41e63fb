import { GatewayError } from '../core/errors.ts'
import type { AnswerHead, Headers } from '../core/request.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Control, Sink } from './forward.ts'
import type { Gate, Masker } from './gate.ts'
import { inflated, type Writer } from './inflate.ts'
import { createRecording, type Recording } from './recording.ts'
import { rewritten } from './rewrite.ts'

/** Trailers may come without it (RFC 9110, section 6.6.2); Node throws where it announces some for a body that has no place. */
const OF_TRAILERS: ReadonlySet<string> = new Set(['trailer'])
/** The same, and what was said about bytes that are masked now. */
const OF_OLD_BYTES: ReadonlySet<string> = new Set(['trailer', 'content-encoding', 'etag'])

/** An answer on its way to the client: links turned towards the gate, masked, its beginning recorded. */
export interface AnswerSink extends Sink {
  readonly head: (head: AnswerHead) => void
  /** Resolves once all of an answer that came to its end is through; rejects with ERR_UNMASKABLE, or where the client went. */
  through(): Promise<void>
  /** What was sent, once the exchange is over. */
  sent(): { status: number; headers: Headers; body: Buffer | null; bytes: number }
}

/** The sink for one exchange, masked as the permit says. */
export function createAnswerSink(gate: Gate, exchange: Exchange, matched: Matched, masker: Masker): AnswerSink {
  const { res, waiting } = exchange
  const { adapter, request, base, address } = matched
  const through = Promise.withResolvers<void>()
  // Nobody waits for it where the upstream fails first.
  through.promise.catch(() => {})
  let control: Control
  let body: Writer
  let recording: Recording | undefined
  let trailers: Headers = []
  let ended = false
  let status = 0
  let bytes = 0

  const out: Writer = {
    write(chunk) {
      if (chunk.length === 0) return true
      bytes += chunk.length
      recording?.add(chunk)
      return res.write(chunk)
    },
    end() {
      if (trailers.length > 0) res.addTrailers(masker.headers(trailers) as [string, string][])
      res.end()
      ended = true
      through.resolve()
    },
  }

  const fail = (error: Error): void => {
    through.reject(error)
    control.abort(error)
  }

  const isBodiless = ({ status }: AnswerHead): boolean => request.method === 'HEAD' || status === 204 || status === 304

  const begin = (upstream: AnswerHead, answer: AnswerHead): Writer => {
    const bodiless = isBodiless(answer)
    const layout = masker.body && !bodiless ? adapter.text(answer) : null
    const dropped = layout === null ? OF_TRAILERS : OF_OLD_BYTES
    const kept = answer.headers.filter(([name]) => !dropped.has(name))
    const head = { status: answer.status, headers: masker.headers(kept) }
    if (waiting !== undefined && !waiting.continues(upstream)) {
      throw new GatewayError('ERR_UPSTREAM_BROKEN', `The upstream answered ${upstream.status} to the approved request.`)
    }
    status = head.status
    recording = createRecording(gate, matched, head, bodiless)
    const text = layout === null ? out : redacted(masker, out)
    if (waiting === undefined) res.writeHead(head.status, head.headers.flat())
    exchange.answering = true
    return layout?.encoding === 'gzip' ? inflated(text, res, () => control.resume(), fail) : text
  }

  return {
    start(given) {
      control = given
      res.on('drain', () => control.resume())
      res.on('close', () => {
        if (!ended) through.reject(new GatewayError('ERR_UPSTREAM_BROKEN', 'The client went away.'))
      })
    },
    head(upstream) {
      const answer = adapter.answer?.(upstream, request.connection, base) ?? upstream
      const rewrite = adapter.rewrite?.(request, answer) ?? null
      const whole = rewrite !== null && !isBodiless(answer)
      body = whole ? rewritten(rewrite, answer, address, (made) => begin(upstream, made)) : begin(upstream, answer)
    },
    data: (chunk) => body.write(chunk),
    end(given) {
      trailers = given
      body.end()
    },
    through: () => through.promise,
    sent: () => ({ status, headers: recording?.headers ?? [], body: recording?.body(ended) ?? null, bytes }),
  }
}

function redacted(masker: Masker, out: Writer): Writer {
  const redactor = masker.redactor()
  return {
    write: (chunk) => out.write(redactor.write(chunk)),
    end() {
      out.write(redactor.end())
      out.end()
    },
  }
}
