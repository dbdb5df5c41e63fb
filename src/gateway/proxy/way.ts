import type { Adapter } from '../../core/adapter.ts'
import { basePath, type Connection } from '../../core/connection.ts'
import { GatewayError, unintelligible } from '../../core/errors.ts'
import type { Headers } from '../../core/request.ts'
import { normaliseTarget } from '../target.ts'
import { type Authority, parseAuthority, parseHost, writtenAuthority } from './authority.ts'

/** How a request came through the proxy: whose it is, and where its client believes to be. */
export interface Way {
  /** The session's, from the proxy's own credentials: whatever else the request carries opens nothing. */
  readonly token: string
  readonly authority: Authority
  readonly scheme: 'http' | 'https'
  /** The name in the TLS greeting (RFC 6066, section 3); null where there was none. */
  readonly servername: string | null
}

const DEFAULT_PORT = { http: 80, https: 443 } as const

/** Whether a connection stands at this address, whichever scheme will be spoken there. */
export function isIntercepted(connections: readonly Connection[], authority: Authority): boolean {
  return (['http', 'https'] as const).some((scheme) => standingAt(connections, authority, scheme).length > 0)
}

/**
 * Finds the connection that a client means by an upstream's own name. A host name of the connection's own is all its;
 * at the upstream's own address the path tells: whose base path is before it, of more than one the longest, and of more
 * than one with that whose protocol's it is.
 *
 * @throws ERR_UNINTELLIGIBLE, ERR_CONNECTION_UNKNOWN
 */
export function matchThrough(
  connections: readonly Connection[],
  adapters: ReadonlyMap<string, Pick<Adapter, 'paths'>>,
  rawTarget: string,
  headers: Headers,
  way: Way,
) {
  const { authority, scheme, servername } = way
  if (servername !== null && !isSame(servername, authority.host)) {
    throw unintelligible('The TLS greeting names another host than CONNECT did.')
  }
  const hosts = headers.filter(([name]) => name === 'host')
  if (hosts.length !== 1) throw unintelligible('The request must name one plain host.')
  const named = parseAuthority(hosts[0]![1], DEFAULT_PORT[scheme])
  if (named.host !== authority.host || named.port !== authority.port) {
    throw unintelligible(`The request's Host is another than ${writtenAuthority(authority)}, where it was sent.`)
  }
  if (!rawTarget.startsWith('/')) {
    throw unintelligible(
      'The request names a whole URL where its path belongs.',
      'Inside a tunnel, send the path alone.',
    )
  }
  const target = normaliseTarget(rawTarget)
  const standing = standingAt(connections, authority, scheme)
  const own = standing.find((connection) => connection.hosts.includes(authority.host))
  if (own !== undefined) return { connection: own, target, base: '' }
  const below = standing.filter((connection) => isBelow(target.path, basePath(connection.upstream)))
  const longest = Math.max(...below.map((connection) => basePath(connection.upstream).length))
  const nearest = below.filter((it) => basePath(it.upstream).length === longest)
  const [connection, other] = ofProtocol(nearest, adapters, target.path.slice(longest))
  if (connection === undefined) {
    throw new GatewayError('ERR_CONNECTION_UNKNOWN', `No connection has this path at ${writtenAuthority(authority)}.`, {
      fix: 'Keep below the upstreams that sallyport.yaml names.',
    })
  }
  if (other !== undefined) {
    throw unintelligible(
      `The connections "${connection.name}" and "${other.name}" have the same upstream, so the path tells neither.`,
      `Give one of them a host name of its own, or ask the gate for /c/${connection.name}/….`,
    )
  }
  const base = basePath(connection.upstream)
  return { connection, target: { path: target.path.slice(base.length) || '/', query: target.query }, base }
}

/** Of several connections those whose protocol's the path is, or else those whose protocol takes the rest. */
function ofProtocol(
  connections: readonly Connection[],
  adapters: ReadonlyMap<string, Pick<Adapter, 'paths'>>,
  path: string,
): readonly Connection[] {
  if (connections.length < 2) return connections
  const pathsOf = ({ protocol }: Connection) => adapters.get(protocol)?.paths
  const own = connections.filter((it) => pathsOf(it)?.some((beginning) => path.startsWith(beginning)))
  return own.length > 0 ? own : connections.filter((it) => pathsOf(it) === undefined)
}

function standingAt(connections: readonly Connection[], { host, port }: Authority, scheme: Way['scheme']) {
  const own = connections.filter(
    ({ hosts, upstream }) => hosts.includes(host) && (port === DEFAULT_PORT[scheme] || port === portOf(upstream)),
  )
  if (own.length > 0) return own
  return connections.filter(
    ({ upstream }) =>
      upstream.protocol === `${scheme}:` && isSame(upstream.hostname, host) && portOf(upstream) === port,
  )
}

function portOf({ protocol, port }: URL): number {
  return port === '' ? DEFAULT_PORT[protocol === 'https:' ? 'https' : 'http'] : Number(port)
}

function isSame(name: string, host: string): boolean {
  try {
    return parseHost(name) === host
  } catch {
    return false
  }
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}
