import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { GatewayError } from '../../core/errors.ts'
import type { EntryKind } from '../../core/journal.ts'
import type { LeaseStore, SessionStore } from '../../core/ports.ts'
import type { Recording } from '../../core/recording.ts'
import type { FullExchange, Place } from '../../core/replay.ts'
import type { SessionFilter } from '../../core/search.ts'
import { found, limitOf } from './requests.ts'
import { filterOf } from './session-filter.ts'

export interface SessionOptions {
  readonly sessions: SessionStore
  readonly leases: LeaseStore
  readonly exchanges: Pick<ExchangeReader, 'ofSession'>
  readonly record: SessionRecord
  readonly now: () => number
}

/** What is on record of a session's exchanges, newest last. */
export interface ExchangeReader {
  ofSession(id: string, limit: number): Promise<readonly object[]>
  /** What the policy was asked last; null for an exchange that isn't on record. */
  inputOf(id: string): Promise<object | null>
}

/** What sessions are found by, and replayed from. */
export interface SessionRecord {
  find(filter: SessionFilter, limit: number): Promise<object>
  /** In the order in which they began, behind a place; `next` is where there may be more. */
  exchanges(
    session: string,
    after: Place | null,
    limit: number,
  ): Promise<{ readonly exchanges: readonly FullExchange[]; readonly next: Place | null }>
  exchange(session: string, id: string): Promise<FullExchange | null>
  /** A session's entries, as they stand. */
  lines(session: string, kinds: readonly EntryKind[] | null): AsyncIterable<readonly string[]>
  /** Null where they are deleted. */
  bytes(connection: string, recording: Recording): Promise<AsyncIterable<Buffer> | null>
}

const PLACE = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,15})$/
const kinds = z.array(z.enum(['exchange', 'answer', 'stage', 'session', 'approval', 'vote', 'lease', 'mark']))

/** Sessions, what they did, and all that is on record of it. */
export function sessionRoutes({ sessions, leases, exchanges, record, now }: SessionOptions): Router {
  const routes = Router()
  routes.get('/sessions', async (req, res) => {
    res.json(await record.find(filterOf(req, now()), limitOf(req)))
  })
  routes.get('/sessions/:id', async (req, res) => {
    const session = await found(sessions.find(req.params.id))
    const held = await leases.list({ session: session.id, open: false, limit: limitOf(req) })
    res.json({ ...session, leases: held, exchanges: await exchanges.ofSession(session.id, limitOf(req)) })
  })
  routes.post('/sessions/:id/revocation', async (req, res) => {
    const session = await found(sessions.find(req.params.id))
    await sessions.end(session.id, 'revoked', now())
    res.status(201).json(await found(sessions.find(req.params.id)))
  })

  routes.get('/sessions/:id/exchanges', async (req, res) => {
    const session = await found(sessions.find(req.params.id))
    const { exchanges, next } = await record.exchanges(session.id, placeOf(req), limitOf(req))
    res.json({ exchanges, next: next && `${next.at}.${next.writer}.${next.sequence}` })
  })
  routes.get('/sessions/:id/entries', async (req, res) => {
    const session = await found(sessions.find(req.params.id))
    const lines = record.lines(session.id, kindsOf(req))
    await stream(
      res.type('application/x-ndjson'),
      Readable.from(lines).map((page: readonly string[]) => page.map((line) => `${line}\n`).join('')),
    )
  })
  routes.get('/sessions/:id/exchanges/:exchange/recordings/:direction', async (req, res) => {
    const { id, exchange: asked, direction } = req.params
    const exchange = await found(record.exchange(id, asked))
    const recording = await found(
      Promise.resolve(exchange.answer?.recordings.find((it) => it.direction === direction) ?? null),
    )
    const bytes = await record.bytes(exchange.connection, recording)
    if (bytes === null) throw deleted(recording)
    res.set('content-length', String(recording.chunks.reduce((sum, { bytes }) => sum + bytes, 0)))
    await stream(res.type('application/octet-stream'), Readable.from(bytes))
  })
  return routes
}

/** An error after the first byte can only be told by breaking off. */
async function stream(res: Response, from: Readable): Promise<void> {
  await pipeline(from, res).catch((thrown: unknown) => {
    res.destroy()
    if (!res.headersSent) throw thrown
  })
}

function placeOf({ query }: Request): Place | null {
  if (query.after === undefined) return null
  const [, at, writer, sequence] = PLACE.exec(String(query.after)) ?? []
  if (writer === undefined) throw new GatewayError('ERR_REQUEST', 'The parameter "after" must be what "next" was.')
  return { at: Number(at), writer, sequence: Number(sequence) }
}

function kindsOf({ query }: Request): readonly EntryKind[] | null {
  if (query.kinds === undefined) return null
  const parsed = kinds.safeParse(String(query.kinds).split(','))
  if (!parsed.success)
    throw new GatewayError('ERR_REQUEST', 'The parameter "kinds" must be kinds of entries, with commas between them.')
  return parsed.data
}

function deleted({ day, direction }: Recording): GatewayError {
  const what = direction === 'messages' ? 'messages' : `the ${direction}'s bytes`
  return new GatewayError('ERR_RECORDING_DELETED', `What was recorded of ${what} on ${day} is deleted.`, {
    fix: "Recordings are kept as long as the connection's recordings.days says, or for ever with legal_hold.",
  })
}
