import { isIP, isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { unintelligible } from '../../core/errors.ts'

/** A host and a port, each in the one spelling that is compared, judged and connected to. */
export interface Authority {
  /** A host name in lower case, without a trailing dot, or an IP address without brackets. */
  readonly host: string
  readonly port: number
}

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/
/** What resolvers take for an IPv4 address in some spelling, and so never for a name (WHATWG URL, "ends in a number"). */
const NUMERIC = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/

/**
 * Reads `host:port` as a client names it (RFC 9112, section 3.2.3). `port` stands where the client may leave it out.
 *
 * @throws ERR_UNINTELLIGIBLE for every spelling that somebody could read as another host
 */
export function parseAuthority(text: string, port?: number): Authority {
  if (text.includes('@')) throw wrong('names a user, which has no place there')
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(text)
  if (match === null) throw wrong('is not a host and a port')
  const host = parseHost(match[1]!)
  if (match[2] === undefined && port === undefined) throw wrong('names no port')
  const given = match[2] === undefined ? port! : Number(match[2])
  if (match[2] === '' || /^0\d/.test(match[2] ?? '') || given < 1 || given > 65_535) {
    throw wrong('must name a port from 1 to 65535')
  }
  return { host, port: given }
}

/** Reads a host alone; see {@link parseAuthority}. */
export function parseHost(text: string): string {
  if (text.startsWith('[')) {
    const address = text.slice(1, -1)
    if (address.includes('%')) throw wrong('names an IPv6 zone, which means something on one machine only')
    if (!isIPv6(address)) throw wrong('is not an IPv6 address')
    return ipaddr.process(address).toString()
  }
  const name = text.toLowerCase().replace(/\.$/, '')
  if (isIPv4(name)) return name
  if (NUMERIC.test(name)) throw wrong('spells an IPv4 address in a way that programs read differently')
  if (!NAME.test(name)) throw wrong('is not a plain host name')
  return name
}

/** `shop.test:443`, `[2001:db8::1]:443`. */
export function writtenAuthority({ host, port }: Authority): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

function wrong(what: string) {
  return unintelligible(`The address that the request is for ${what}.`, 'Write host:port, in plain characters.')
}
