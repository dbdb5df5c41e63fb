import { type Dispatcher, request } from 'undici'
import { GatewayError } from '../../core/errors.ts'
import { BUNDLE_LIMIT } from '../bundle.ts'

/** What a bundle service answered: a bundle, or that there is no other than the one that was named. */
export type Download =
  | { readonly archive: Buffer; readonly etag: string | null; readonly longPolling: boolean }
  | { readonly archive: null }

/** How a service says that it holds answers back until there is something new. */
const LONG_POLLING = /^application\/vnd\.openpolicyagent\.bundles\s*(;|$)/i

/**
 * One request of OPA's bundle service protocol. Redirects are not followed. Rejects with ERR_POLICY_MISSING for whatever
 * is no bundle, and past {@link BUNDLE_LIMIT}. Source: OPA, "Bundle Service API".
 *
 * @param place the URL as people may be told it
 * @param signal ends the request, its reason an Error that says why
 */
export async function download(
  url: string,
  {
    place,
    headers,
    dispatcher,
    signal,
  }: {
    readonly place: string
    readonly headers: { readonly [name: string]: string }
    readonly dispatcher: Dispatcher
    readonly signal: AbortSignal
  },
): Promise<Download> {
  const failure = (why: string, cause?: unknown): GatewayError =>
    new GatewayError(
      'ERR_POLICY_MISSING',
      `The bundle service at ${place} ${why}.`,
      cause === undefined ? {} : { cause },
    )
  try {
    const timeouts = { headersTimeout: 0, bodyTimeout: 0 }
    const answer = await request(url, { headers, dispatcher, signal, ...timeouts })
    if (answer.statusCode !== 200) {
      await answer.body.dump({ limit: 65_536 }).catch(() => {})
      if (answer.statusCode === 304 && headers['if-none-match'] !== undefined) return { archive: null }
      throw failure(wordsFor(answer.statusCode))
    }
    const archive = await contentOf(answer.body)
    if (archive === null) throw failure(`sent more than the ${BUNDLE_LIMIT} bytes that a bundle may have`)
    if (archive.length === 0) throw failure('answered 200, and sent nothing')
    return {
      archive,
      etag: textOf(answer.headers.etag),
      longPolling: LONG_POLLING.test(textOf(answer.headers['content-type']) ?? ''),
    }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause
    if (signal.aborted) throw failure((signal.reason as Error).message, cause)
    const { code, message } = cause as NodeJS.ErrnoException
    throw failure(`failed to answer (${code ?? message})`, cause)
  }
}

/** Null past the limit: leaving the loop ends the connection. */
async function contentOf(body: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > BUNDLE_LIMIT) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function textOf(field: string | string[] | undefined): string | null {
  return typeof field === 'string' && field !== '' ? field : null
}

function wordsFor(status: number): string {
  if (status === 304) return 'answered 304, and was not asked whether anything had changed'
  return `answered ${status}${status >= 300 && status < 400 ? ', and redirects are not followed' : ''}`
}
