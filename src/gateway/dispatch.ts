import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { basePath, type ClientCertificate, type Connection } from '../core/connection.ts'
import { GatewayError } from '../core/errors.ts'
import type { AnswerHead, Headers } from '../core/request.ts'
import { fieldsUpstream, stripHopByHop } from './hop-by-hop.ts'

/** What to send. `target` is path and query below the connection's upstream URL, sent as it is. */
export interface Forward {
  readonly connection: Connection
  readonly method: string
  readonly target: string
  readonly headers: Headers
  readonly certificate?: ClientCertificate | undefined
  readonly body: Readable | null
  /** The body's length in bytes; without it the body goes in chunks. */
  readonly contentLength?: number | undefined
  /** Ends the upstream's request, whatever it is at. */
  readonly signal: AbortSignal
}

/** Steers the answer while it comes in. */
export interface Control {
  /** Goes on after {@link Sink.data} answered false. */
  resume(): void
  /** Ends the upstream's request; the promise rejects with this very reason. */
  abort(reason: Error): void
}

/** Where an answer goes. What it throws ends the request, and the promise rejects with it. */
export interface Sink {
  start(control: Control): void
  head(head: AnswerHead): void
  /** Answers false to be given no more before {@link Control.resume}. */
  data(chunk: Buffer): boolean
  end(trailers: Headers): void
}

/** Sends one request over one connection pool: the one function that knows undici's handlers. See `Forwarder.send`. */
export function dispatch(pool: Dispatcher, forward: Forward, sink: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    const handler = new Handler(forward, sink, resolve, reject)
    if (!handler.start()) return
    const { upstream } = forward.connection
    const path = basePath(upstream) + forward.target
    pool.dispatch({ method: forward.method, path, headers: fieldsToSend(forward), body: forward.body }, handler)
  })
}

function fieldsToSend(forward: Forward): string[] {
  const flat: string[] = []
  for (const field of fieldsUpstream(forward.headers)) flat.push(...field)
  if (forward.contentLength !== undefined) flat.push('content-length', String(forward.contentLength))
  return flat
}

/** One request on its way, as undici tells of it. */
class Handler implements Dispatcher.DispatchHandler, Control {
  readonly #forward: Forward
  readonly #sink: Sink
  readonly #resolve: () => void
  readonly #reject: (reason: unknown) => void
  readonly #onAbort = () => this.#end(this.#forward.signal.reason)
  #controller: Dispatcher.DispatchController | undefined
  #settled = false
  #sent = false

  constructor(forward: Forward, sink: Sink, resolve: () => void, reject: (reason: unknown) => void) {
    this.#forward = forward
    this.#sink = sink
    this.#resolve = resolve
    this.#reject = reject
  }

  /** False if the request ended before it began. */
  start(): boolean {
    this.#forward.signal.addEventListener('abort', this.#onAbort)
    this.#guard(() => this.#sink.start(this))
    if (this.#forward.signal.aborted) this.#onAbort()
    return !this.#settled
  }

  resume(): void {
    // Not at once: undici's parser may be on the stack, and can't be entered twice.
    queueMicrotask(() => {
      if (!this.#settled) this.#controller?.resume()
    })
  }

  abort(reason: Error): void {
    this.#settle(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing, unlike aborting, spares the connection, which has carried nothing of this request.
    if (this.#settled) throw new Error('ended before it was sent')
    this.#controller = controller
  }

  // Undici writes the head together with the body's first bytes, or with its end: not before one of these two is called.
  onBodySent(): void {
    this.#sent = true
  }

  onRequestSent(): void {
    this.#sent = true
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return
    this.#sent = true
    const headers = stripHopByHop(fieldsOf(controller.rawHeaders))
    this.#guard(() => this.#sink.head({ status, headers }))
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#guard(() => {
      if (!this.#sink.data(chunk)) controller.pause()
    })
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    const trailers = stripHopByHop(fieldsOf(controller.rawTrailers))
    this.#guard(() => this.#sink.end(trailers))
    this.#settle()
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end(error)
  }

  #guard(call: () => void): void {
    if (this.#settled) return
    try {
      call()
    } catch (error) {
      this.#settle(error as Error)
    }
  }

  #end(cause: unknown): void {
    const { name } = this.#forward.connection
    this.#settle(
      this.#sent
        ? new GatewayError('ERR_UPSTREAM_BROKEN', `The upstream of "${name}" broke off.`, { cause })
        : new GatewayError('ERR_UPSTREAM_UNREACHABLE', `The upstream of "${name}" can't be reached.`, { cause }),
    )
  }

  #settle(error?: Error): void {
    if (this.#settled) return
    this.#settled = true
    this.#forward.signal.removeEventListener('abort', this.#onAbort)
    if (error === undefined) {
      this.#resolve()
      return
    }
    this.#controller?.abort(error)
    this.#forward.body?.destroy()
    this.#reject(error)
  }
}

function fieldsOf(raw: Dispatcher.DispatchController['rawHeaders']): Headers {
  // HTTP/1.1 hands out names and values in turn, as bytes; latin1 carries every byte over.
  const flat = (raw ?? []) as readonly Buffer[]
  const fields: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2) {
    fields.push([flat[at]!.toString('latin1').toLowerCase(), flat[at + 1]!.toString('latin1')])
  }
  return fields
}
