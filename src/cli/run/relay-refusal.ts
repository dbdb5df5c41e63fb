import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { lines } from './fields.ts'

/** What the relay itself answers. */
export interface Refused {
  readonly status: number
  readonly reason: string
  readonly fields: readonly string[]
  readonly words: string
}

export const STRANGER: Refused = {
  status: 407,
  reason: 'Proxy Authentication Required',
  fields: ['Proxy-Authenticate', 'Basic realm="sallyport"'],
  words: 'This relay opens only to what sallyport started: use HTTPS_PROXY as it stands in the environment.',
}
export const NO_PROXY_REQUEST: Refused = {
  status: 400,
  reason: 'Bad Request',
  fields: [],
  words: 'This is a proxy: send CONNECT, or a request with a whole http:// URL.',
}
export const AWAY: Refused = {
  status: 502,
  reason: 'Bad Gateway',
  fields: [],
  words: "The gateway's proxy can't be reached, or broke off.",
}

/** Answers a request, and closes its connection. */
export function refuse(res: ServerResponse, { status, reason, fields, words }: Refused): void {
  res.writeHead(status, reason, [...fields, ...textOf(words)]).end(`sallyport: ${words}\n`)
}

/** The same over a socket that HTTP has let go of already. */
export function refuseOn(client: Socket, { status, reason, fields, words }: Refused): void {
  const head = `HTTP/1.1 ${status} ${reason}\r\n${lines([...fields, ...textOf(words)])}\r\n`
  client.resume()
  client.end(`${head}sallyport: ${words}\n`)
}

function textOf(words: string): string[] {
  const length = String(Buffer.byteLength(`sallyport: ${words}\n`))
  return ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', length, 'Connection', 'close']
}
