import type { ClientRequest, IncomingMessage } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'
import httpProxy from 'http-proxy'
import { basePath } from '../core/connection.ts'
import { GatewayError } from '../core/errors.ts'
import type { Headers, Outgoing } from '../core/request.ts'
import { createAnswerSink } from './answer.ts'
import type { Early } from './early.ts'
import type { Carriage, Exchange, Matched } from './exchange.ts'
import type { Gate, Watcher } from './gate.ts'
import { lookAtAnswer, lookAtMessages } from './honeytokens.ts'
import { fieldsUpstream, stripHopByHop } from './hop-by-hop.ts'
import { whenIdle } from './idle.ts'
import { headersOf } from './match.ts'
import { levelsOf } from './record-levels.ts'
import { tape } from './recording.ts'
import { roomToRecord } from './room.ts'
import { behindHead } from './websocket/behind-head.ts'
import { maskedDown } from './websocket/down.ts'
import { createMessageTape, type MessageTape } from './websocket/messages.ts'
import { watchedMessages } from './websocket/watched.ts'

/** Milliseconds for a client to close once its upstream has. */
const LAST_WORDS = 5_000

/**
 * As a request to go on in another protocol. http-proxy carries what follows a 101. It is given no socket of a client's,
 * but one end of a pair: what it does to it when something fails is undone by nobody listening. Any other answer than
 * a 101 goes the way of all answers.
 */
export function byUpgrade(client: Duplex, early: Early, protocol: string): Carriage {
  return {
    lasting: true,
    carrier(gate, exchange, matched, masker) {
      const sink = createAnswerSink(gate, exchange, matched, masker)
      let head: { readonly status: number; readonly headers: Headers } | undefined
      let down = 0
      let up = 0

      const carry = async (outgoing: Outgoing): Promise<void> => {
        if (masker.rewrites && !isWebSocket(protocol)) {
          throw new GatewayError('ERR_UNMASKABLE', `What goes on in ${protocol} can't be masked.`, {
            fix: 'Have a rule allow this path without masks, or ask without an upgrade.',
          })
        }
        const over = Promise.withResolvers<void>()
        const stop = whenIdle(gate.draining, () => up + down, over.reject)
        const [near, far] = duplexPair()
        const opened = open(matched, outgoing, protocol, far)
        const gone = (): void => {
          if (exchange.wasCut !== undefined) over.reject(exchange.wasCut)
          // Once both sides are joined, the client's end is told to the upstream in its own time.
          else if (head === undefined) opened.destroy()
        }
        exchange.gone.addEventListener('abort', gone)
        if (exchange.gone.aborted) gone()
        exchange.forwarded = true

        let reached = false
        const { protocol: scheme } = matched.request.connection.upstream
        opened.on('socket', (socket) => {
          socket.once(scheme === 'https:' ? 'secureConnect' : 'connect', () => {
            reached = true
          })
        })
        opened.on('error', (cause) => {
          const { name } = matched.request.connection
          over.reject(
            !reached
              ? new GatewayError('ERR_UPSTREAM_UNREACHABLE', `The upstream of "${name}" can't be reached.`, { cause })
              : new GatewayError('ERR_UPSTREAM_BROKEN', `The upstream of "${name}" broke off.`, { cause }),
          )
        })
        opened.on('response', (answer) => void Object.assign(answer, { upgrade: false }))
        opened.prependListener('response', (answer) => {
          // To http-proxy it is a 101 for now, and none of its business: it would frame the body wrongly.
          Object.assign(answer, { upgrade: true })
          whole(answer, sink, over.reject).then(() => sink.through().then(over.resolve, over.reject), over.reject)
        })
        opened.prependListener('upgrade', (answer, upstream) => {
          upstream.on('error', over.reject)
          if (answer.headers.upgrade?.toLowerCase() !== protocol.toLowerCase()) {
            over.reject(new GatewayError('ERR_UPSTREAM_BROKEN', 'The upstream went on in another protocol.'))
            upstream.destroy()
            return
          }
          lookAtAnswer(gate, exchange, matched)?.fields(headersOf(answer))
          const masked = masker.headers(stripHopByHop(headersOf(answer)))
          answer.headers = { ...grouped(masked), connection: 'Upgrade', upgrade: protocol } as typeof answer.headers
          head = { status: 101, headers: gate.recordMasker(matched.session.id).headers(masked) }
          exchange.answering = true
          join(client, near, upstream, over.resolve)
          near.on('data', (chunk: Buffer) => {
            down += chunk.length
          })
          client.on('data', (chunk: Buffer) => {
            up += chunk.length
          })
          watch(gate, exchange, matched, { client, near, isWebSocket: isWebSocket(protocol) })
          early.release()
          const masking = maskedDown(masker, isWebSocket(protocol), (why) => {
            // The client has read why before its connection goes.
            client.once('finish', () => over.reject(why))
          })
          const shown = masking === null ? near : near.pipe(masking)
          const messages = isWebSocket(protocol) ? messagesOf(gate, exchange, matched) : null
          if (messages !== null) {
            const recorded = (from: Duplex, record: (chunk: Buffer) => void): void => {
              from.on('data', (chunk: Buffer) => {
                record(chunk)
                if (!gate.recordings.full) return
                from.pause()
                roomToRecord(gate).then(() => from.resume(), over.reject)
              })
            }
            recorded(shown, messages.server)
            recorded(client, messages.client)
            shown.on('end', () => messages.complete())
          }
          shown.pipe(client).pipe(near)
        })

        try {
          await over.promise
        } finally {
          exchange.gone.removeEventListener('abort', gone)
          stop()
          // Not at once: why it ended is on record before its end is taken for the client's own.
          setImmediate(() => {
            opened.destroy()
            near.destroy()
            if (head !== undefined) client.destroy()
          })
        }
      }

      return {
        carry,
        sent: () => (head === undefined ? sink.sent() : { ...head, bytes: down, bytesUpstream: up }),
      }
    },
  }
}

/** Looks for honeytokens in what goes by either way. */
function watch(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  { client, near, isWebSocket }: { client: Duplex; near: Duplex; isWebSocket: boolean },
): void {
  const watched = lookAtMessages(gate, exchange, matched)
  if (watched === null) return
  const looking = isWebSocket ? watchedMessages : watchedBytes
  client.on('data', looking(watched.client))
  near.on('data', behindHead(looking(watched.server)))
}

function watchedBytes(watcher: () => Watcher): (chunk: Buffer) => void {
  const all = watcher()
  return (chunk) => all.write(chunk)
}

/** What records the messages of a WebSocket; null where none are wanted. */
function messagesOf(gate: Gate, exchange: Exchange, matched: Matched): MessageTape | null {
  const { request, answer } = levelsOf(exchange, matched)
  if (request === 'none' && answer === 'none') return null
  const level = request === 'full' || answer === 'full' ? 'full' : 'head'
  const recording = tape(gate, exchange, matched, { direction: 'messages', level, units: 'bytes' })
  const sides = new Set([
    ...(request === 'none' ? [] : ['client' as const]),
    ...(answer === 'none' ? [] : ['server' as const]),
  ])
  return createMessageTape(recording, sides, () => gate.now() - exchange.at)
}

/** http-proxy's request upstream, with the method, path and fields that were judged, and none that it thinks of. */
function open({ request }: Matched, outgoing: Outgoing, protocol: string, far: Duplex): ClientRequest {
  const { upstream, ca } = request.connection
  const target = {
    protocol: upstream.protocol,
    host: upstream.hostname.replace(/^\[|\]$/g, ''),
    port: upstream.port,
    ...(ca === undefined ? {} : { ca }),
    ...outgoing.certificate,
  }
  const asked = { method: 'GET', url: '/', headers: { connection: 'Upgrade', upgrade: 'websocket' } }
  const proxy = httpProxy.createProxyServer()
  let made: ClientRequest
  proxy.on('proxyReqWs', (proxyReq) => {
    made = proxyReq
    proxyReq.path = basePath(upstream) + outgoing.target
    for (const name of proxyReq.getHeaderNames()) proxyReq.removeHeader(name)
    proxyReq.setHeader('host', upstream.host)
    for (const [name, values] of Object.entries(grouped(fieldsUpstream(seeable(outgoing.headers)))))
      proxyReq.setHeader(name, values)
    proxyReq.setHeader('connection', 'Upgrade')
    proxyReq.setHeader('upgrade', protocol)
  })
  // It treats every socket as TCP's.
  const socket = Object.assign(far, { setTimeout: () => far, setNoDelay: () => far, setKeepAlive: () => far })
  socket.on('error', () => {})
  const options = { target, method: outgoing.method } as Parameters<typeof proxy.ws>[3]
  proxy.ws(asked as IncomingMessage, socket, Buffer.alloc(0), options, () => {})
  return made!
}

/** Any answer but a 101, as requests get theirs. */
function whole(
  answer: IncomingMessage,
  sink: ReturnType<typeof createAnswerSink>,
  failed: (error: Error) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = (cause?: unknown): void => {
      reject(new GatewayError('ERR_UPSTREAM_BROKEN', 'The upstream broke off.', { cause }))
    }
    answer.on('error', broken).on('close', () => {
      if (!answer.complete) broken()
    })
    const guarded = (step: () => void): void => {
      try {
        step()
      } catch (thrown) {
        answer.destroy()
        reject(thrown as Error)
      }
    }
    sink.start({
      resume: () => void answer.resume(),
      abort: (error) => {
        answer.destroy()
        failed(error)
      },
    })
    guarded(() => sink.head({ status: answer.statusCode!, headers: stripHopByHop(headersOf(answer)) }))
    answer.on('data', (chunk: Buffer) => guarded(() => void (sink.data(chunk) || answer.pause())))
    answer.on('end', () => {
      guarded(() => sink.end([]))
      resolve()
    })
  })
}

/** Each end's end is the other's. `over` once both have closed; a client that stays after its upstream is cut. */
function join(client: Duplex, near: Duplex, upstream: Duplex, over: () => void): void {
  client.on('close', () => {
    near.destroy()
    upstream.destroy()
    if (upstream.closed) over()
  })
  upstream.on('close', () => {
    if (client.closed) {
      over()
      return
    }
    const late = setTimeout(() => client.destroy(), upstream.readableEnded ? LAST_WORDS : 0).unref()
    client.on('close', () => clearTimeout(late))
  })
  if (client.destroyed) upstream.destroy()
}

/** Without the extensions of WebSocket, which compress: what is to be masked and recorded must be seen. */
function seeable(headers: Headers): Headers {
  return headers.filter(([name]) => name !== 'sec-websocket-extensions')
}

function isWebSocket(protocol: string): boolean {
  return protocol.toLowerCase() === 'websocket'
}

function grouped(headers: Headers): { [name: string]: string | string[] } {
  const fields: { [name: string]: string | string[] } = Object.create(null)
  for (const [name, value] of headers) {
    const known = fields[name]
    fields[name] = known === undefined ? value : [known, value].flat()
  }
  return fields
}
