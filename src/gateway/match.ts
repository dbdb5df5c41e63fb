import type { IncomingMessage } from 'node:http'
import type { Connection } from '../core/connection.ts'
import { GatewayError, unintelligible } from '../core/errors.ts'
import { type Headers, header } from '../core/request.ts'
import { normaliseTarget, type Target } from './target.ts'

/** Which connection a request means, and what it asks of it. */
export interface Match {
  readonly connection: Connection
  readonly target: Target
  /** The gate's own path for the connection: links in answers lead there. */
  readonly base: string
}

/** Host as RFC 9110, section 7.2, has it, without user, trailing dot or odd characters. */
const HOST = /^([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i

/** A request's header fields, names in lower case. */
export function headersOf(req: IncomingMessage): Headers {
  const headers: [string, string][] = []
  const raw = req.rawHeaders
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([raw[at]!.toLowerCase(), raw[at + 1]!])
  return headers
}

/**
 * Finds the connection: by a host name of its own, else by the path prefix `/c/<name>`.
 *
 * @throws ERR_UNINTELLIGIBLE, ERR_CONNECTION_UNKNOWN
 */
export function match(connections: readonly Connection[], rawTarget: string, headers: Headers): Match {
  const hosts = headers.filter(([name]) => name === 'host')
  const host = hosts.length === 1 ? HOST.exec(hosts[0]![1]) : null
  if (host === null) throw unintelligible('The request must name one plain host.')
  const target = normaliseTarget(rawTarget)
  const byHost = connectionOfHost(connections, host[1]!)
  if (byHost !== undefined) return { connection: byHost, target, base: '' }
  const prefix = /^\/c\/([a-z0-9][a-z0-9-]*)(\/.*)?$/.exec(target.path)
  const byName = prefix === null ? undefined : connections.find((connection) => connection.name === prefix[1])
  if (byName === undefined) {
    throw new GatewayError('ERR_CONNECTION_UNKNOWN', 'No connection has this host name or path prefix.', {
      fix: 'Ask for /c/<connection>/…, with a connection that sallyport.yaml names.',
    })
  }
  return { connection: byName, target: { path: prefix![2] ?? '/', query: target.query }, base: `/c/${byName.name}` }
}

/** The connection with a host name of its own that is this one; `host` has no port. */
function connectionOfHost(connections: readonly Connection[], host: string): Connection | undefined {
  const name = host.toLowerCase()
  return connections.find((connection) => connection.hosts.includes(name))
}

/** Whether a Host field names a connection's own host: then no path there is the gate's. */
export function hasAllPaths(connections: readonly Connection[], host = ''): boolean {
  return connectionOfHost(connections, host.replace(/:\d+$/, '')) !== undefined
}

/** The authority that the client named. */
export function hostOf(headers: Headers): string {
  return header(headers, 'host') ?? ''
}
