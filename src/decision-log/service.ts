import { Agent, request } from 'undici'
import type { DecisionLogObserver } from '../core/decision-log.ts'
import { backoff, type Timing } from '../core/timing.ts'
import { takeBatch } from './batch.ts'
import { createBuffer } from './buffer.ts'
import type { Sink } from './sink.ts'

/** When and how much is sent, in OPA's own words. */
export interface Reporting {
  readonly bufferSizeLimitBytes: number
  /** Of one upload, compressed. */
  readonly uploadSizeLimitBytes: number
  readonly minDelaySeconds: number
  readonly maxDelaySeconds: number
}

/** A service that speaks OPA's decision log protocol. */
export interface LogService {
  /** The service's URL and the resource, joined. */
  readonly url: URL
  /** Reads the bearer token; null where the service asks for none. */
  readonly token: (() => Promise<string>) | null
}

/** The longest wait after the first failure, in milliseconds, as OPA has it; each further one may be twice as long. */
const FIRST_RETRY = 100
/** Milliseconds for a connection, and for an answer. */
const PATIENCE = { connect: 10_000, answer: 30_000 }

/**
 * Uploads events every so often, and at once where half of what may wait is there. What fails is tried again, ever more
 * slowly, but for what the service refuses for good. Source: OPA, "Decision Log Service API".
 */
export function serviceSink(
  service: LogService,
  reporting: Reporting,
  timing: Timing,
  observer: DecisionLogObserver,
): Sink {
  const { bufferSizeLimitBytes: limit, minDelaySeconds: least, maxDelaySeconds: most } = reporting
  const buffer = createBuffer(limit, observer)
  const timeouts = { headersTimeout: PATIENCE.answer, bodyTimeout: PATIENCE.answer }
  const dispatcher = new Agent({ connect: { timeout: PATIENCE.connect }, ...timeouts })
  const [closing, late] = [new AbortController(), new AbortController()]
  let pause = new AbortController()
  let running: Promise<void> | null = null

  const isHalfFull = (): boolean => buffer.bytes * 2 >= limit
  const wait = async (): Promise<void> => {
    pause = new AbortController()
    if (isHalfFull()) return
    const delay = (least + timing.random() * (most - least)) * 1000
    await timing.sleep(delay, AbortSignal.any([pause.signal, closing.signal]))
  }
  const waitAfter = async (failures: number): Promise<void> => {
    const until = closing.signal.aborted ? late.signal : closing.signal
    await timing.sleep(backoff(failures, most * 1000, timing.random, FIRST_RETRY), until)
  }
  const upload = async (body: Buffer): Promise<'sent' | 'refused' | 'unsent'> => {
    for (let failures = 1; !late.signal.aborted; failures++) {
      const status = await post(service, { body, dispatcher, signal: late.signal }).catch((error: Error) => error)
      if (typeof status === 'number' && status >= 200 && status < 300) return 'sent'
      observer.failed(failure(service.url, status))
      if (isFinal(status)) return 'refused'
      await waitAfter(failures)
    }
    return 'unsent'
  }
  const run = async (): Promise<void> => {
    while (buffer.size > 0) {
      await wait()
      while (buffer.size > 0 && !late.signal.aborted) {
        const batch = await takeBatch(buffer, reporting.uploadSizeLimitBytes)
        if (batch === null) observer.counted('too_large', 1)
        else observer.counted(await upload(batch.body), batch.events)
        buffer.release()
      }
      if (late.signal.aborted) break
    }
    running = null
  }
  return {
    add(line) {
      buffer.add(line)
      if (isHalfFull()) pause.abort()
      if (running !== null || buffer.size === 0) return
      running = run().catch((error: Error) => {
        running = null
        observer.failed(error)
      })
    },
    async close(milliseconds) {
      const done = new AbortController()
      void timing.sleep(milliseconds, done.signal).then(() => late.abort())
      closing.abort()
      await running
      done.abort()
      if (buffer.size > 0) observer.counted('unsent', buffer.size)
      await dispatcher.destroy()
    },
  }
}

async function post(
  { url, token }: LogService,
  { body, dispatcher, signal }: { readonly body: Buffer; readonly dispatcher: Agent; readonly signal: AbortSignal },
): Promise<number> {
  const headers = {
    'user-agent': 'sallyport',
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    ...(token === null ? {} : { authorization: `Bearer ${await token()}` }),
  }
  const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal })
  await answer.body.dump({ limit: 65_536 }).catch(() => {})
  return answer.statusCode
}

/** What no further try would change. */
function isFinal(status: number | Error): boolean {
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429
}

function failure({ origin, pathname }: URL, status: number | Error): Error {
  const place = `The decision log service at ${origin}${pathname}`
  if (typeof status === 'number') return new Error(`${place} answered ${status}.`)
  const { code, message } = status as NodeJS.ErrnoException
  return new Error(`${place} failed to answer (${code ?? message}).`, { cause: status })
}
