import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Place, Telltale } from '../core/honeytoken.ts'
import type { StoredSession } from '../core/ports.ts'
import type { Headers } from '../core/request.ts'
import { decide } from './decide.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate, Honeytokens, Watcher } from './gate.ts'
import { textUnits } from './text-units.ts'

/** A body that declares no more bytes is read before it is judged: nothing of it goes anywhere until all is seen. */
const WHOLE = 1_048_576

/** The session as it is once the head of its request was looked through. Rejects with ERR_STORE_UNAVAILABLE. */
export async function lookAtHead(gate: Gate, exchange: Exchange, session: StoredSession): Promise<StoredSession> {
  if (gate.honeytokens === null) return session
  const { url, rawHeaders } = exchange.req
  const seen = seenIn(gate.honeytokens, session.id, [
    ['target', url!],
    ['header', rawHeaders.join('\n')],
  ])
  let marked = session
  for (const [honeytoken, place] of seen) marked = await sighted(gate, exchange, marked, honeytoken, place)
  return marked
}

/**
 * Has all of the body looked through as it is read, each piece before it goes any further. Resolves once it may be
 * judged. Rejects with ERR_SESSION_ENDED, ERR_STORE_UNAVAILABLE, and what reading it failed with.
 */
export async function lookAtBody(gate: Gate, exchange: Exchange, matched: Matched): Promise<void> {
  if (gate.honeytokens === null) return
  if (exchange.wasCut !== undefined) throw exchange.wasCut
  const { body } = exchange
  if (body === null) return
  const { adapter, request, session } = matched
  const units = textUnits(adapter, { status: 200, headers: request.headers }) ?? 'bytes'
  const seen: string[] = []
  const watcher = gate.honeytokens.of(session.id).watcher(units, (honeytoken) => void seen.push(honeytoken))
  body.watch(async (chunk) => {
    if (chunk === null) watcher.end()
    else watcher.write(chunk)
    while (seen.length > 0) await met(gate, exchange, matched, seen.shift()!, 'body')
  })
  if (body.length !== undefined && body.length <= WHOLE) await body.peek(WHOLE, (_, whole) => whole || undefined)
}

/** What a closer look at the request takes, to tell of honeytokens inside; undefined where none are configured. */
export function lookInside(gate: Gate, exchange: Exchange, matched: Matched) {
  if (gate.honeytokens === null) return undefined
  const seen = new Set<string>()
  const telltales: readonly Telltale[] = gate.honeytokens.of(matched.session.id).telltales
  return {
    telltales,
    seen: (honeytoken: string): void => void seen.add(honeytoken),
    /** Has all of them on record that aren't yet. */
    async over(): Promise<void> {
      for (const honeytoken of seen) {
        seen.delete(honeytoken)
        await met(gate, exchange, matched, honeytoken, 'push')
      }
    },
  }
}

/** What looks through an answer; null where no honeytokens are configured. */
export function lookAtAnswer(gate: Gate, exchange: Exchange, matched: Matched) {
  const { honeytokens } = gate
  if (honeytokens === null) return null
  const seen = once((honeytoken) => void told(exchange, sighted(gate, exchange, matched.session, honeytoken, 'answer')))
  const { watcher } = honeytokens.of(matched.session.id)
  return {
    fields(headers: Headers): void {
      lookAt(watcher('bytes', seen), headers.flat().join('\n'))
    },
    body: (units: Parameters<typeof watcher>[0]): Watcher => watcher(units, seen),
  }
}

/** What looks through the messages of both sides; null where no honeytokens are configured. */
export function lookAtMessages(gate: Gate, exchange: Exchange, matched: Matched) {
  const { honeytokens } = gate
  if (honeytokens === null) return null
  const { watcher } = honeytokens.of(matched.session.id)
  const sent = once((honeytoken) => void told(exchange, met(gate, exchange, matched, honeytoken, 'message')))
  const got = once((honeytoken) => void told(exchange, sighted(gate, exchange, matched.session, honeytoken, 'message')))
  return { client: () => watcher('bytes', sent), server: () => watcher('bytes', got) }
}

function once(tell: (honeytoken: string) => void): (honeytoken: string) => void {
  const seen = new Set<string>()
  return (honeytoken) => {
    if (seen.has(honeytoken)) return
    seen.add(honeytoken)
    tell(honeytoken)
  }
}

/** What is on its way already ends where it can't be put on record that a honeytoken was seen in it. */
async function told(exchange: Exchange, telling: Promise<unknown>): Promise<void> {
  await telling.catch((thrown: unknown) => exchange.cut(asGatewayError(thrown)))
}

function seenIn(
  honeytokens: Honeytokens,
  session: string,
  texts: readonly (readonly [Place, string])[],
): Map<string, Place> {
  const seen = new Map<string, Place>()
  const { watcher } = honeytokens.of(session)
  let any = false
  const look = (text: string, found: (honeytoken: string) => void) => lookAt(watcher('bytes', found), text)
  // Nearly every time one look at all of it tells enough.
  look(texts.map(([, text]) => text).join('\n'), () => {
    any = true
  })
  if (!any) return seen
  for (const [place, text] of texts) {
    look(text, (honeytoken) => seen.has(honeytoken) || seen.set(honeytoken, place))
  }
  return seen
}

/** @param text a byte a character */
function lookAt(watcher: Watcher, text: string): void {
  watcher.write(Buffer.from(text, 'latin1'))
  watcher.end()
}

/** In what the agent sends: the session is marked, and whatever was permitted before is judged anew. */
async function met(gate: Gate, exchange: Exchange, matched: Matched, honeytoken: string, place: Place): Promise<void> {
  matched.session = await sighted(gate, exchange, matched.session, honeytoken, place)
  if (exchange.wasCut !== undefined) throw exchange.wasCut
  if (!exchange.intended) return
  const { effect } = await decide(gate, exchange, matched, matched.operations!, matched.answered ?? null)
  if (effect === 'allow' || effect === 'mask') return
  const denied = new GatewayError('ERR_DENIED', 'The policy denies this request.')
  exchange.cut(denied)
  throw denied
}

/** Nothing that the agent is told says why. */
async function sighted(
  gate: Gate,
  exchange: Exchange,
  session: StoredSession,
  honeytoken: string,
  place: Place,
): Promise<StoredSession> {
  const { mark, ended } = await gate.honeytokens!.alarm(session.id, { honeytoken, place, exchange: exchange.id })
  if (ended) exchange.cut(new GatewayError('ERR_SESSION_ENDED', 'The session has ended.'))
  return { ...session, mark }
}
