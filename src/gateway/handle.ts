import type { IncomingMessage, ServerResponse } from 'node:http'
import { asGatewayError, type GatewayError, unintelligible } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { Outcome } from '../core/journal.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Recording } from '../core/recording.ts'
import type { Refusal } from '../core/refusal.ts'
import type { Headers } from '../core/request.ts'
import { addressOf } from './address.ts'
import { createBody, hasBody } from './body.ts'
import { byRequest } from './carry.ts'
import { queryWithoutCredentials, withoutClientCredentials } from './client-credentials.ts'
import { decided, judge, release } from './decide.ts'
import type { Carriage, Carrier, Exchange, Matched, Sent } from './exchange.ts'
import type { Gate } from './gate.ts'
import { hold, type Permit } from './hold.ts'
import { lookAtBody, lookAtHead } from './honeytokens.ts'
import { stripHopByHop } from './hop-by-hop.ts'
import { sessionToken } from './identify.ts'
import { inject } from './inject.ts'
import { inspect } from './inspect.ts'
import type { Line } from './lines.ts'
import { headersOf, hostOf, type Match, match } from './match.ts'
import { tunnelTo } from './proxy/tunnel-to.ts'
import { matchThrough, type Way } from './proxy/way.ts'
import { record } from './record.ts'
import { refusalOf, refuse } from './refuse.ts'
import { interrupt } from './upload.ts'

/**
 * One request, from its first byte to its last. Never rejects: what fails is refused, in words, and put on record.
 *
 * @param way null for a request to the gate's own address
 */
export async function handle(
  gate: Gate,
  req: IncomingMessage,
  res: ServerResponse,
  way: Way | null = null,
  carriage: Carriage = byRequest,
): Promise<void> {
  const exchange = begin(gate, req, res, carriage)
  try {
    await walk(gate, exchange, way)
  } catch (thrown) {
    // Nobody waits for this promise: what it rejected with would end the process, and every other request with it.
    gate.observer.failed(exchange.id, thrown)
    res.destroy()
  }
}

/** Of a request that goes nowhere. */
const NOTHING_USED = { uses: [], grants: [] }

async function walk(gate: Gate, exchange: Exchange, way: Way | null): Promise<void> {
  const { carriage } = exchange
  let line: Line | undefined
  try {
    const matched = await identifyAndMatch(gate, exchange, way)
    exchange.matched = matched
    line = gate.lines.open(matched, exchange.cut, carriage.lasting ?? false)
    await lookAtBody(gate, exchange, matched)
    matched.operations = await matched.adapter.normalise(matched.request)
    const { operations, decision } = await look(gate, exchange, matched, matched.operations)
    const held = await hold(gate, exchange, matched, operations, decision)
    if ('refused' in held) {
      await end(gate, exchange, held.refused.error, held.refused.approval)
      return
    }
    await pass(gate, exchange, matched, held.permit)
  } catch (thrown) {
    await end(gate, exchange, asGatewayError(thrown), undefined)
  } finally {
    line?.close()
    await release(gate, exchange)
    await exchange.spooling?.remove()
    void finish(gate, exchange)
  }
}

/**
 * The decision about what the request would do. What its head alone says is judged first, and denied at once or looked
 * into, as closely as its protocol knows; also where a rule denies only for want of what a closer look would tell.
 */
async function look(gate: Gate, exchange: Exchange, matched: Matched, named: NonEmpty<Operation>) {
  const { session } = matched
  const first = await judge(gate, exchange, matched, named, null)
  const { effect, reasons } = first.judgement
  const needs = new Set(reasons.flatMap((reason) => reason.needs ?? []))
  const final = effect === 'deny' && reasons.some((reason) => reason.needs === undefined)
  const operations = final ? named : await inspect(gate, exchange, matched, named, needs)
  matched.operations = operations
  const isSame = operations === named && matched.session === session
  const last = isSame ? first : await judge(gate, exchange, matched, operations, null)
  return { operations, decision: decided(gate, exchange, last) }
}

/** What is left to do once the client has its answer. Never rejects. */
async function finish(gate: Gate, exchange: Exchange): Promise<void> {
  for (const task of exchange.forwarded ? exchange.afterwards : []) {
    await task().catch((failed) => gate.observer.failed(exchange.id, failed))
  }
  exchange.door?.close()
}

function begin(gate: Gate, req: IncomingMessage, res: ServerResponse, carriage: Carriage): Exchange {
  const at = gate.now()
  const gone = new AbortController()
  res.on('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  // A write that comes too late is no reason to end the process.
  res.on('error', () => {})
  const exchange = {
    id: newId(at),
    at,
    req,
    res,
    carriage,
    gone: gone.signal,
    wasCut: undefined as GatewayError | undefined,
    cut(why: GatewayError) {
      exchange.wasCut ??= why
      interrupt(req, why)
      gone.abort(why)
    },
    body: hasBody(req) ? createBody(req) : null,
    decisions: [],
    reserved: [],
    afterwards: [],
    tapes: [],
    counters: {},
  }
  return exchange
}

async function identifyAndMatch(gate: Gate, exchange: Exchange, way: Way | null): Promise<Matched> {
  const { req, body } = exchange
  const headers = headersOf(req)
  const token = way?.token ?? sessionToken(headers)
  const session = await lookAtHead(gate, exchange, await gate.sessions.identify(token))
  const { connection, target, base } = meant(gate, req, headers, way)
  if (target.path.includes(token)) throw unintelligible('The path holds the session token, which goes no further.')
  const request = {
    connection,
    method: req.method!,
    host: req.method === 'CONNECT' ? target.path : hostOf(headers),
    path: target.path,
    query: queryWithoutCredentials(target.query, token),
    headers: withoutClientCredentials(stripHopByHop(headers), token),
    body,
  }
  const address = way === null ? addressOf(req, request, base) : `${way.scheme}://${request.host}${base}`
  return { token, session, adapter: gate.adapters.get(connection.protocol)!, request, base, address }
}

/** Which connection the request means, in the way that it came. */
function meant({ connections, adapters }: Gate, req: IncomingMessage, headers: Headers, way: Way | null): Match {
  if (way === null) return match(connections, req.url!, headers)
  if (req.method === 'CONNECT') return tunnelTo(way.authority)
  return matchThrough(connections, adapters, req.url!, headers, way)
}

/** The permitted part: intent durable, credential in, masks prepared, bytes out and back. */
async function pass(gate: Gate, exchange: Exchange, matched: Matched, permit: Permit): Promise<void> {
  let carrier: Carrier | undefined
  try {
    await record(gate, exchange, matched, permit)
    // The next request is to find what people have just granted.
    if (permit.grants.length > 0) gate.sessions.forget(matched.session.id)
    const { outgoing, masker } = await inject(gate, exchange, matched, permit)
    carrier = exchange.carriage.carrier(gate, exchange, matched, masker)
    await carrier.carry(outgoing)
    settle(gate, exchange, carrier.sent(), null)
  } catch (thrown) {
    const error = asGatewayError(thrown)
    if (error.code === 'ERR_UPSTREAM_UNREACHABLE') exchange.forwarded = false
    // Even if the journal failed: its commit may have gone through, and only the answer been lost.
    for (const approval of exchange.forwarded ? [] : permit.uses) {
      await gate.desk.giveBack(approval, exchange.id).catch((failed) => gate.observer.failed(exchange.id, failed))
    }
    await end(gate, exchange, error, undefined, carrier)
  }
}

/** Refuses: on record first, where it can be, then in words. */
async function end(
  gate: Gate,
  exchange: Exchange,
  refused: GatewayError,
  approval: string | undefined,
  carrier?: Carrier,
): Promise<void> {
  let error = exchange.wasCut ?? refused
  const gone = exchange.gone.aborted && exchange.wasCut === undefined
  if (exchange.matched !== undefined && !exchange.intended) {
    // Nothing goes upstream any more, so all that a journal that fails can change is the reason given.
    await record(gate, exchange, exchange.matched, NOTHING_USED).catch((thrown: unknown) => {
      error = asGatewayError(thrown)
    })
  }
  if (error.cause !== undefined && !gone) gate.observer.failed(exchange.id, error)
  const refusal = hidden(gate, exchange, refusalOf(exchange, error, approval))
  const status = await refuse(exchange, refusal).catch((failed: unknown) => {
    gate.observer.failed(exchange.id, failed)
    exchange.res.destroy()
    return refusal.status
  })
  const sent = carrier?.sent()
  settle(gate, exchange, sent?.status ? sent : { status, headers: [], bytes: 0 }, gone ? 'client_gone' : error.code)
}

/** Without what was masked in the session before: a runner logs what it is told. */
function hidden(gate: Gate, { matched }: Exchange, refusal: Refusal): Refusal {
  if (matched === undefined) return refusal
  const { value } = gate.createMasker([], matched.session.id)
  const { message, fix, reasons } = refusal
  return {
    ...refusal,
    message: value(message),
    fix: fix && value(fix),
    reasons: reasons.map((reason) => ({
      ...reason,
      message: value(reason.message),
      ...(reason.fix !== undefined && { fix: value(reason.fix) }),
    })),
  }
}

/** What was recorded, once it is durable: the entry that tells of it says what can be found. */
function recordingsOf(gate: Gate, { id, tapes }: Exchange): Promise<readonly Recording[]> {
  return Promise.all(tapes.map((tape) => tape.close())).catch((thrown: unknown) => {
    gate.observer.failed(id, thrown)
    return []
  })
}

function settle(gate: Gate, exchange: Exchange, sent: Sent, code: Outcome['code']): void {
  const at = gate.now()
  if (exchange.intended) {
    const outcome = {
      ...{ exchange: exchange.id, session: exchange.matched!.session.id, ...sent },
      ...{ code, forwarded: exchange.forwarded ?? false, at },
    }
    recordingsOf(gate, exchange).then((recordings) => gate.journal.settle({ ...outcome, recordings }))
  }
  gate.observer.finished({
    connection: exchange.matched?.request.connection.name ?? '',
    effect: exchange.decisions.at(-1)?.effect ?? 'none',
    rules: [...new Set(exchange.decisions.at(-1)?.reasons.map((reason) => reason.code))],
    code: code ?? '',
    status: sent.status,
    seconds: (at - exchange.at) / 1000,
  })
}
