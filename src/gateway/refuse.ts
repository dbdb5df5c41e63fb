import type { GatewayError } from '../core/errors.ts'
import type { Refusal } from '../core/refusal.ts'
import type { Answer } from '../core/request.ts'
import type { Exchange } from './exchange.ts'

/** Words for the client: the error's own, and the reasons of the last decision where the policy itself refused. */
export function refusalOf(exchange: Exchange, error: GatewayError, approval: string | undefined): Refusal {
  const decision = exchange.decisions.at(-1)
  const writes = exchange.matched?.operations?.some((operation) => operation.access !== 'read') ?? false
  return {
    code: error.code,
    status: error.status,
    message: error.message,
    fix: error.fix,
    reasons: decision !== undefined && (error.status === 403 || approval !== undefined) ? decision.reasons : [],
    exchange: exchange.id,
    approval,
    performed: exchange.forwarded && writes && error.code === 'ERR_UNMASKABLE' ? true : undefined,
  }
}

/** What a stranger may still send: enough for its client to notice the answer. */
export const STRANGER = { bytes: 16 * 1024 ** 2, milliseconds: 10_000 }

/** Ends a refused exchange so that its client prints why; a client in the middle of an answer is cut off. */
export async function refuse(exchange: Exchange, refusal: Refusal): Promise<number> {
  const { res, matched, waiting } = exchange
  if (res.destroyed || res.writableEnded) return refusal.status
  if (waiting !== undefined && exchange.answering !== true) {
    res.end(waiting.refuse(refusal))
    return waiting.head.status
  }
  if (res.headersSent || exchange.answering === true) {
    res.destroy()
    return res.statusCode
  }
  const answer = matched === undefined ? plain(refusal) : await matched.adapter.refuse(matched.request, refusal)
  if (exchange.carriage.tell !== undefined) return exchange.carriage.tell(answer)
  const say = (): void => {
    res.writeHead(answer.status, answer.headers.flat())
    res.end(exchange.req.method === 'HEAD' ? undefined : answer.body)
  }
  if (matched === undefined) {
    // Who is nobody is not waited for as long. Git LFS tries an upload without credentials, and needs to be told so.
    const drained = exchange.body?.drain(STRANGER)
    say()
    await drained
    return answer.status
  }
  const drained = exchange.body?.drain()
  // A client that is still sending reads nothing before it is through; one that was cut is not waited for.
  if (exchange.wasCut === undefined) await drained
  // Once it is answered, Node tells a request of its connection's end no more.
  else exchange.req.socket.once('close', () => exchange.req.destroy())
  say()
  return answer.status
}

/** Before a connection is known there is no protocol to speak: text, which curl and git both print. */
export function plain(refusal: Pick<Refusal, 'code' | 'status' | 'message' | 'fix' | 'exchange'>): Answer {
  const lines = [
    `${refusal.code}: ${refusal.message}`,
    ...(refusal.fix ? [refusal.fix] : []),
    `exchange ${refusal.exchange}`,
  ]
  const body = Buffer.from(`${lines.join('\n')}\n`)
  const challenge = refusal.status === 401 ? ([['www-authenticate', 'Basic realm="Sallyport"']] as const) : []
  return {
    status: refusal.status,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['content-length', String(body.length)],
      ['cache-control', 'no-store'],
      ...challenge,
    ],
    body,
  }
}
