import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { type Duplex, PassThrough } from 'node:stream'
import type { Waiting } from '../../src/core/adapter.ts'
import type { Request } from '../../src/core/request.ts'
import { byRequest } from '../../src/gateway/carry.ts'
import type { Exchange, Matched } from '../../src/gateway/exchange.ts'
import { http } from '../../src/protocols/http/index.ts'
import { aSession, NOON } from '../support/rows.ts'
import { connectionTo, TOKEN } from './fake-gate.ts'

/** An exchange whose client is a stream, and what that client has been sent. */
export function fakeExchange(more: Partial<Exchange> = {}, method = 'GET') {
  const req = Object.assign(new IncomingMessage(new Socket()), { method, httpVersionMajor: 1, httpVersionMinor: 1 })
  const res = new ServerResponse(req)
  res.sendDate = false
  const client: Duplex = new PassThrough()
  res.assignSocket(client as unknown as Socket)
  const gone = new AbortController().signal
  const base = {
    id: 'x-1',
    at: NOON,
    req,
    res,
    carriage: byRequest,
    gone,
    cut: () => {},
    wasCut: undefined,
    body: null,
    decisions: [],
    reserved: [],
    counters: {},
  }
  const exchange: Exchange = { ...base, afterwards: [], tapes: [], ...more }
  const wire = async (): Promise<string> => {
    // Node corks what a tick writes.
    await new Promise(setImmediate)
    return (client.read() as Buffer | null)?.toString('latin1') ?? ''
  }
  return { exchange, res, client, wire }
}

export function requestOf(more: Partial<Request> = {}): Request {
  const connection = connectionTo(new URL('http://upstream.test/base'))
  return { connection, method: 'GET', host: 'gate.test', path: '/a', query: '', headers: [], body: null, ...more }
}

export function matchedOf(more: Partial<Matched> = {}): Matched {
  return {
    token: TOKEN,
    session: aSession(),
    adapter: http,
    request: requestOf(),
    base: '/c/shop',
    address: 'http://gate.test/c/shop',
    ...more,
  }
}

/** A client that is told everything in brackets. */
export const waiting: Waiting = {
  head: { status: 200, headers: [['content-type', 'text/x-lines']] },
  tick: Buffer.from('.'),
  say: (line) => Buffer.from(`[${line}]`),
  refuse: ({ code }) => Buffer.from(`[refused ${code}]`),
  continues: ({ status }) => status === 200,
}
