import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Where to listen. `host` has no brackets. */
export interface Address {
  readonly host: string
  readonly port: number
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Reads `127.0.0.1:7070`, `[::1]:7070` and `name:7070`; null for anything else. */
export function parseAddress(text: string): Address | null {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  if (match === null) return null
  const [, bracketed, plain = '', digits] = match
  const port = Number(digits)
  if (port > 65_535) return null
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : null
  return isIPv4(plain) || isHostName(plain) ? { host: plain, port } : null
}

/** A lower-case host name (RFC 1123, section 2.1) that can't be mistaken for an IP address. */
export function isHostName(text: string): boolean {
  return HOST_NAME.test(text) && !/(^|\.)\d+$/.test(text)
}

/** True where only this machine can reach the host, an IP address or a name without brackets. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const version = isIP(host)
  return version !== 0 && LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

/** True where one socket's address would take the other's place. Port 0 stands for any free port. */
export function overlap(one: Address, other: Address): boolean {
  if (one.port !== other.port || one.port === 0) return false
  const [a, b] = [canonical(one.host), canonical(other.host)]
  return a === b || a === ANY || b === ANY
}

/** True for an IP address and a prefix length: `10.0.0.0/8`, `fd00::/8` (RFC 4632, RFC 4291). */
export function isNetwork(text: string): boolean {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  if (match === null) return false
  const version = isIP(match[1]!)
  return version !== 0 && Number(match[2]) <= (version === 4 ? 32 : 128)
}

const ANY = '*'

function canonical(host: string): string {
  if (host === 'localhost') return '127.0.0.1'
  const written = isIPv6(host) ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host
  return written === '0.0.0.0' || written === '::' ? ANY : written
}
