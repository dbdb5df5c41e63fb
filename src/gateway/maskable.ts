import type { Headers } from '../core/request.ts'

/** Content codings that upstreams are offered: those that can be undone, but for deflate, of which two kinds go about. */
const OFFERED: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'zstd', 'identity'])
const OF_A_PART: ReadonlySet<string> = new Set(['range', 'if-range'])

/**
 * A request's fields, so that its answer can be masked: in codings that can be undone, and where the masks change its
 * length, whole.
 */
export function askedMaskable(headers: Headers, rewrites: boolean): Headers {
  return headers.flatMap(([name, value]) => {
    if (name === 'accept-encoding') return [[name, offered(value)] as const]
    return rewrites && OF_A_PART.has(name) ? [] : [[name, value] as const]
  })
}

/** The codings that a client accepts, but for those that can't be undone (RFC 9110, section 12.5.3). */
function offered(accepted: string): string {
  const kept = accepted
    .split(',')
    .map((member) => member.trim())
    .filter((member) => OFFERED.has(member.split(';')[0]!.trim().toLowerCase()))
  return kept.length === 0 ? 'identity' : kept.join(', ')
}
