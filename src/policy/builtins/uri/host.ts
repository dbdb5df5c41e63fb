import { parseAddress } from '../net/address.ts'
import { isWellEscaped } from './percent.ts'

/** What Go takes in a host, in ASCII. */
const HOST = /^[\w!"$&'()*+,\-.:;<=>[\]~\u0080-\u{10ffff}%]*$/u
/** In a host only bytes beyond ASCII are escaped, and the percent sign itself. */
const ESCAPED_ASCII = /%(?!25)[0-7][\da-fA-F]/
const PORT = /^(?::\d*)?$/

/**
 * A host with its port, still escaped; null if it isn't one. Colons beside a port's are for other schemes than http(s).
 * Throws an Error for an IPv6 zone. Source: Go's url.parseHost.
 */
export function parseHost(scheme: string, host: string): string | null {
  const open = host.lastIndexOf('[')
  if (open > 0) return null
  if (open === 0) return parseLiteral(host)
  const strict = scheme === 'http' || scheme === 'https'
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':')
  if (colon >= 0 && !PORT.test(host.slice(colon))) return null
  return isHost(host) ? host : null
}

function isHost(host: string): boolean {
  return HOST.test(host) && isWellEscaped(host) && !ESCAPED_ASCII.test(host)
}

function parseLiteral(host: string): string | null {
  const close = host.lastIndexOf(']')
  if (close < 0 || !PORT.test(host.slice(close + 1))) return null
  const inner = host.slice(1, close)
  if (inner.includes('%')) throw new Error('uri: an IPv6 zone is not supported.')
  return parseAddress(inner)?.bits === 128 ? host : null
}

/** The last colon's digits are the port, and brackets aren't part of the name. Source: Go's URL.Hostname and Port. */
export function splitHostPort(host: string): { hostname: string; port: string } {
  const colon = host.lastIndexOf(':')
  const hasPort = colon >= 0 && PORT.test(host.slice(colon))
  const name = hasPort ? host.slice(0, colon) : host
  const hostname = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
  return { hostname, port: hasPort ? host.slice(colon + 1) : '' }
}
