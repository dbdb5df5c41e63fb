import type { TextLayout } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'
import type { AnswerHead, Headers } from '../core/request.ts'
import type { Exchange, Matched, Tape } from './exchange.ts'
import { type Change, fieldsAfter } from './fields-after.ts'
import type { Control, Sink } from './forward.ts'
import type { Gate, Masker, Watcher } from './gate.ts'
import { lookAtAnswer } from './honeytokens.ts'
import { inflated, type Writer } from './inflate.ts'
import { levelsOf } from './record-levels.ts'
import { tape } from './recording.ts'
import { rewritten } from './rewrite.ts'
import { roomToRecord } from './room.ts'
import { layoutOrNull, textUnits } from './text-units.ts'

/** An answer on its way to the client: links turned towards the gate, masked, its beginning recorded. */
export interface AnswerSink extends Sink {
  readonly head: (head: AnswerHead) => void
  /** Resolves once all of an answer that came to its end is through; rejects with ERR_UNMASKABLE, or where the client went. */
  through(): Promise<void>
  /** What was sent, once the exchange is over. */
  sent(): { status: number; headers: Headers; bytes: number }
}

/** The sink for one exchange, masked as the permit says. */
export function createAnswerSink(gate: Gate, exchange: Exchange, matched: Matched, masker: Masker): AnswerSink {
  const { res, waiting } = exchange
  const { adapter, request, base, address } = matched
  const through = Promise.withResolvers<void>()
  // Nobody waits for it where the upstream fails first.
  through.promise.catch(() => {})
  const watched = lookAtAnswer(gate, exchange, matched)
  let control: Control
  let body: Writer
  let recording: Tape | undefined
  let recorded: Headers = []
  let trailers: Headers = []
  let ended = false
  let status = 0
  let bytes = 0
  let change: Change = 'none'

  const out: Writer = {
    write(chunk) {
      if (chunk.length === 0) return true
      bytes += chunk.length
      recording?.add(chunk)
      const more = res.write(chunk)
      if (!gate.recordings.full) return more
      // Whoever waits for the client waits for the record as well.
      roomToRecord(gate).then(() => res.emit('drain'), fail)
      return false
    },
    end() {
      const kept = masker.headers(fieldsAfter(trailers, change))
      if (kept.length > 0) res.addTrailers(kept as [string, string][])
      res.end()
      ended = true
      recording?.complete()
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
    watched?.fields(upstream.headers)
    const layout = bodiless ? null : layoutOf(matched, masker, answer, watched !== null)
    change = changeOf(masker, layout)
    const head = { status: answer.status, headers: masker.headers(fieldsAfter(answer.headers, change)) }
    if (waiting !== undefined && !waiting.continues(upstream)) {
      throw new GatewayError('ERR_UPSTREAM_BROKEN', `The upstream answered ${upstream.status} to the approved request.`)
    }
    status = head.status
    recorded = gate.recordMasker(matched.session.id).headers(head.headers)
    if (!bodiless) {
      const { answer: level } = levelsOf(exchange, matched)
      recording = tape(gate, exchange, matched, { direction: 'answer', level, units: textUnits(adapter, head) })
    }
    const masked = layout === null ? out : redacted(masker.redactor(layout), out)
    const text = watched === null || layout === null ? masked : looking(watched.body(layout.units), masked)
    if (waiting === undefined) res.writeHead(head.status, head.headers.flat())
    exchange.answering = true
    const codings = layout?.codings ?? []
    return codings.length === 0 ? text : inflated(codings, text, res, () => control.resume(), fail)
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
      watched?.fields(given)
      body.end()
    },
    through: () => through.promise,
    sent: () => ({ status, headers: recorded, bytes }),
  }
}

/** Null for what passes as it is: where nothing is looked for, and what is compressed and no text, unless policy wants it masked. */
function layoutOf({ adapter }: Matched, masker: Masker, answer: AnswerHead, watched: boolean): TextLayout | null {
  if (masker.rewrites) {
    const layout = adapter.text(answer)
    if (layout.part) throw part('as the policy demands')
    return layout
  }
  const layout = masker.looks || watched ? (layoutOrNull(adapter, answer) ?? bytesOf(answer)) : null
  if (!layout?.part || layout.codings.length === 0) return layout
  if (masker.looks) throw part('and it is compressed')
  return null
}

/** Whatever is no text may have a known value in it as well, where it isn't compressed. */
function bytesOf({ status, headers }: AnswerHead): TextLayout | null {
  const isCoded = headers.some(
    ([name, value]) => name === 'content-encoding' && value.trim().toLowerCase() !== 'identity',
  )
  return isCoded ? null : { codings: [], units: 'bytes', format: 'text', part: status === 206 }
}

function changeOf({ rewrites }: Masker, layout: TextLayout | null): Change {
  if (rewrites) return 'masked'
  return (layout?.codings.length ?? 0) > 0 ? 'decoded' : 'none'
}

/** A secret that two parts share shows in neither. */
function part(why: string): GatewayError {
  return new GatewayError('ERR_UNMASKABLE', `A part of a body can't be masked, ${why}.`, {
    fix: 'Ask again without Range.',
  })
}

function looking(watcher: Watcher, out: Writer): Writer {
  return {
    write(chunk) {
      watcher.write(chunk)
      return out.write(chunk)
    },
    end() {
      watcher.end()
      out.end()
    },
  }
}

function redacted(redactor: ReturnType<Masker['redactor']>, out: Writer): Writer {
  return {
    write: (chunk) => out.write(redactor.write(chunk)),
    end() {
      out.write(redactor.end())
      out.end()
    },
  }
}
