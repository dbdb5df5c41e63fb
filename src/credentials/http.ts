import { Agent, request } from 'undici'
import { SourceError } from './fault.ts'

/** What a source answered, read whole. */
export interface SourceAnswer {
  readonly status: number
  readonly text: string
}

export interface SourceRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
  readonly signal: AbortSignal
}

/** How sources are asked. */
export interface SourceHttp {
  /** Follows no redirect: what proves who we are goes nowhere else. Rejects with SourceError. */
  ask(url: URL, request: SourceRequest): Promise<SourceAnswer>
  close(): Promise<void>
}

/** Bytes of an answer that are read. */
const LONGEST = 256 * 1024

/** @param ca PEM: the authorities that servers' certificates are checked against; null where the system's count */
export function createSourceHttp(ca: string | null = null): SourceHttp {
  const dispatcher = new Agent({ connect: { timeout: 10_000, ...(ca === null ? {} : { ca }) } })
  return {
    async ask(url, { method, headers, body, signal }) {
      const { host } = url
      try {
        const answer = await request(url, {
          method,
          headers: { 'user-agent': 'sallyport', ...headers },
          body: body ?? null,
          dispatcher,
          signal,
        })
        const chunks: Buffer[] = []
        let size = 0
        for await (const chunk of answer.body as AsyncIterable<Buffer>) {
          size += chunk.length
          if (size > LONGEST) throw tooLong(host)
          chunks.push(chunk)
        }
        return { status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') }
      } catch (thrown) {
        throw thrown instanceof SourceError ? thrown : unreachable(host, thrown)
      }
    },
    close: () => dispatcher.destroy(),
  }
}

function tooLong(host: string): SourceError {
  const fault = 'answered with something that is no usable credential'
  return new SourceError(fault, `${host} sent more than ${LONGEST / 1024} KiB`)
}

/** Only the code: the words of a network error may quote what was sent. */
function unreachable(host: string, thrown: unknown): SourceError {
  const { code, cause } = thrown as { code?: string; cause?: { code?: string } }
  return new SourceError(
    "can't be reached",
    `${host} can't be reached (${code ?? cause?.code ?? 'the connection broke'})`,
  )
}
