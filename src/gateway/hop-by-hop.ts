import type { Headers } from '../core/request.ts'

/** Fields that speak of one connection only (RFC 9110, sections 7.6.1 and 10.1; RFC 9112, section 6.1), and old ones of their kind. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** The header fields that go on to the next hop: none of a connection's own, none that `Connection` names. */
export function stripHopByHop(headers: Headers): Headers {
  const named = new Set<string>()
  for (const [name, value] of headers) {
    if (name === 'connection') for (const option of value.split(',')) named.add(option.trim().toLowerCase())
  }
  return headers.filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name))
}

/** Fields that whoever sends upstream writes anew, and trailers' announcement, of which none are sent (RFC 9110, 6.5.1). */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'host', 'trailer'])

/** The header fields that go upstream as they are: those that go on, but for what frames the message. */
export function fieldsUpstream(headers: Headers): Headers {
  return stripHopByHop(headers).filter(([name]) => !FRAMING.has(name))
}
