import { isUtf8 } from 'node:buffer'
import type { Direction, Recording } from '../../core/recording.ts'
import type { FullExchange } from '../../core/replay.ts'
import { type Headers, header } from '../../core/request.ts'
import { messagesOf, type RecordedMessage } from './messages.ts'
import { beginningOf, empty, type SessionSource } from './source.ts'
import { keptOf, recordedLine } from './timeline.ts'

/** Bytes of one body that an archive has at the most: who opens it holds all of it in memory. */
const MOST = 8_388_608

/** What was read of one recording, and what is to be said about it; nothing of either where all of it is there. */
interface Body {
  readonly recording: Recording | undefined
  readonly content: Buffer
  readonly comment: string | undefined
}

/**
 * A session as an HTTP Archive, in pieces; with `_webSocketMessages` as Chrome's DevTools write them. Exchanges that were
 * never asked are left out, and counted in the log's comment. Source: HAR 1.2, "HTTP Archive format".
 */
export async function* harPieces(
  source: Pick<SessionSource, 'session' | 'exchanges' | 'bytes'>,
  version: string,
): AsyncGenerator<string> {
  const creator = { name: 'sallyport', version }
  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"pages":[],"entries":[`
  let [asked, unasked] = [0, 0]
  for await (const exchange of source.exchanges()) {
    if (exchange.method === null) unasked++
    else yield `${asked++ === 0 ? '' : ','}\n${JSON.stringify(await entryOf(source, exchange))}`
  }
  const { id, agent } = source.session
  const more = unasked === 0 ? '' : ` ${unasked} exchanges ended before they were judged, and are left out.`
  yield `\n],"comment":${JSON.stringify(`Session ${id} of ${agent}. Secrets are masked.${more}`)}}}\n`
}

async function entryOf(source: Pick<SessionSource, 'bytes'>, exchange: FullExchange): Promise<object> {
  const { id, at, connection, operations, decisions, inspectionOf, answer } = exchange
  const read = (direction: Direction) => bodyOf(source, exchange, direction)
  const [request, response, messages] = [await read('request'), await read('answer'), await read('messages')]
  const time = answer === null ? 0 : answer.at - at
  return {
    startedDateTime: new Date(at).toISOString(),
    time,
    request: requestOf(exchange, request),
    response: responseOf(exchange, response),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    comment: `connection ${connection}`,
    ...(messages.recording === undefined
      ? {}
      : {
          _resourceType: 'websocket',
          _webSocketMessages: messagesOf(messages.content).messages.map((it) => messageOf(at, it)),
          ...(messages.comment === undefined ? {} : { _webSocketComment: messages.comment }),
        }),
    _sallyport: { exchange: id, connection, operations, decisions, inspectionOf, code: answer?.code ?? null },
  }
}

function requestOf({ method, host, target, headers }: FullExchange, { recording, content, comment }: Body): object {
  const mimeType = header(headers, 'content-type') ?? ''
  const query = (target ?? '').split('?', 2)[1] ?? ''
  const isText = isUtf8(content)
  return {
    method,
    url: urlOf(host, target),
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: fieldsOf(headers),
    queryString: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: recording?.bytes ?? 0,
    ...(recording === undefined || recording.bytes === 0
      ? {}
      : {
          postData: {
            mimeType,
            text: isText ? content.toString() : content.toString('base64'),
            ...(isText ? {} : { _encoding: 'base64' }),
            ...(comment === undefined ? {} : { comment }),
          },
        }),
  }
}

function responseOf({ answer }: FullExchange, { recording, content, comment }: Body): object {
  const headers = answer?.headers ?? []
  const isText = isUtf8(content)
  return {
    status: answer?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: fieldsOf(headers),
    content: {
      size: recording?.bytes ?? answer?.bytes ?? 0,
      mimeType: header(headers, 'content-type') ?? '',
      ...(content.length === 0 ? {} : { text: isText ? content.toString() : content.toString('base64') }),
      ...(isText ? {} : { encoding: 'base64' }),
      ...(comment === undefined ? {} : { comment }),
    },
    redirectURL: header(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: answer?.bytes ?? -1,
    ...(answer === null ? { comment: 'no answer on record' } : {}),
    ...(answer?.code == null ? {} : { _error: answer.code }),
  }
}

async function bodyOf(
  source: Pick<SessionSource, 'bytes'>,
  { id, answer }: FullExchange,
  direction: Direction,
): Promise<Body> {
  const recording = answer?.recordings.find((it) => it.direction === direction)
  if (recording === undefined) return { recording, content: Buffer.alloc(0), comment: undefined }
  const kept = keptOf(recording)
  const bytes = kept === 0 ? empty() : await source.bytes(id, direction)
  const content = bytes && (await beginningOf(bytes, MOST))
  const notes = [
    ...(recording.leftOut === null ? [] : [recordedLine(recording)]),
    ...(content === null ? ['deleted since'] : []),
    ...(kept > MOST ? [`the first ${MOST} bytes of ${kept} that are kept`] : []),
  ]
  return {
    ...{ recording, content: content ?? Buffer.alloc(0) },
    comment: notes.length === 0 ? undefined : notes.join('; '),
  }
}

function messageOf(begin: number, { at, from, opcode, data, bytes }: RecordedMessage): object {
  return {
    type: from === 'client' ? 'send' : 'receive',
    // Seconds, unlike everything else here.
    time: (begin + at) / 1_000,
    opcode,
    data: data ?? '',
    ...(data === undefined ? { _bytes: bytes } : {}),
  }
}

function fieldsOf(headers: Headers): readonly object[] {
  return headers.map(([name, value]) => ({ name, value }))
}

/** The host that the client named, and the target below the connection. */
function urlOf(host: string | null, target: string | null): string {
  const url = `https://${host}${target}`
  return URL.canParse(url) ? new URL(url).href : 'https://unknown.invalid/'
}
