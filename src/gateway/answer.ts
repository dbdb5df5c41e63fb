import type { ServerResponse } from 'node:http'
import { createGunzip, type Gunzip } from 'node:zlib'
import { GatewayError } from '../core/errors.ts'
import type { AnswerHead, Headers } from '../core/request.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Control, Sink } from './forward.ts'
import type { Gate, Masker } from './gate.ts'
import { createRecording, type Recording } from './recording.ts'

/** An answer on its way to the client: links turned towards the gate, masked, its beginning recorded. */
export interface AnswerSink extends Sink {
  readonly head: (head: AnswerHead) => void
  /** What was sent, once the exchange is over. */
  sent(): { status: number; headers: Headers; body: Buffer | null; bytes: number }
}

/** The sink for one exchange, masked as the permit says. */
export function createAnswerSink(gate: Gate, exchange: Exchange, matched: Matched, masker: Masker): AnswerSink {
  const { res, waiting } = exchange
  const { adapter, request, base } = matched
  let control: Control
  let body: { write(chunk: Buffer): boolean; end(done: () => void): void }
  let recording: Recording | undefined
  let status = 0
  let bytes = 0

  const send = (chunk: Buffer): boolean => {
    if (chunk.length === 0) return true
    bytes += chunk.length
    recording?.add(chunk)
    return res.write(chunk)
  }

  return {
    start(given) {
      control = given
      res.on('drain', () => control.resume())
    },
    head(upstream) {
      const answer = adapter.answer?.(upstream, request.connection, base) ?? upstream
      const bodiless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304
      const layout = masker.body && !bodiless ? adapter.text(answer) : null
      const kept =
        layout === null
          ? answer.headers
          : answer.headers.filter(([name]) => name !== 'content-encoding' && name !== 'etag')
      const head = { status: answer.status, headers: masker.headers(kept) }
      if (waiting !== undefined && !waiting.continues(upstream)) {
        throw new GatewayError(
          'ERR_UPSTREAM_BROKEN',
          `The upstream answered ${upstream.status} to the approved request.`,
        )
      }
      status = head.status
      recording = createRecording(gate, matched, head, bodiless)
      body =
        layout === null ? plain(send) : redacted(masker, layout.encoding, send, res, (error) => control.abort(error))
      if (waiting === undefined) res.writeHead(head.status, head.headers.flat())
    },
    data: (chunk) => body.write(chunk),
    end(trailers) {
      body.end(() => {
        if (trailers.length > 0) res.addTrailers(masker.headers(trailers) as [string, string][])
        res.end()
      })
    },
    sent: () => ({ status, headers: recording?.headers ?? [], body: recording?.body() ?? null, bytes }),
  }
}

function plain(send: (chunk: Buffer) => boolean) {
  return { write: send, end: (done: () => void) => done() }
}

function redacted(
  masker: Masker,
  encoding: 'identity' | 'gzip',
  send: (chunk: Buffer) => boolean,
  res: ServerResponse,
  fail: (error: Error) => void,
) {
  const redactor = masker.redactor()
  const text = {
    write: (chunk: Buffer) => send(redactor.write(chunk)),
    end: (done: () => void) => {
      send(redactor.end())
      done()
    },
  }
  return encoding === 'identity' ? text : inflated(createGunzip(), text, res, fail)
}

function inflated(
  gunzip: Gunzip,
  text: { write(chunk: Buffer): boolean; end(done: () => void): void },
  res: ServerResponse,
  fail: (error: Error) => void,
) {
  let finish = (): void => {}
  gunzip.on('data', (chunk: Buffer) => {
    if (text.write(chunk)) return
    gunzip.pause()
    res.once('drain', () => gunzip.resume())
  })
  gunzip.on('end', () => text.end(finish))
  // Bytes may have been sent by now: the client must not take a cut answer for a whole one.
  gunzip.on('error', (cause) => {
    fail(new GatewayError('ERR_UNMASKABLE', "The upstream's gzip can't be undone.", { cause }))
    res.destroy()
  })
  return {
    write(chunk: Buffer): boolean {
      if (gunzip.write(chunk)) return true
      gunzip.once('drain', () => res.emit('drain'))
      return false
    },
    end(done: () => void) {
      finish = done
      gunzip.end()
    },
  }
}
