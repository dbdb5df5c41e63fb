import type { Headers } from '../core/request.ts'

/** What becomes of a body: nothing, or nothing but its coding, or its text as well. */
export type Change = 'none' | 'decoded' | 'masked'

/** Trailers may come without it (RFC 9110, section 6.6.2); Node throws where it announces some for a body that has no place. */
const OF_TRAILERS: ReadonlySet<string> = new Set(['trailer'])
/** What is said about the very bytes (RFC 9110, sections 8.4, 8.6 and 14.3; RFC 9530; RFC 1864). */
const OF_BYTES: ReadonlySet<string> = new Set([
  ...OF_TRAILERS,
  'accept-ranges',
  'content-digest',
  'content-encoding',
  'content-length',
  'content-md5',
  'digest',
  'repr-digest',
])

/** The fields that are still true of an answer. Of a decoded one the entity tag is weak: the same text in other bytes. */
export function fieldsAfter(headers: Headers, change: Change): Headers {
  const untrue = change === 'none' ? OF_TRAILERS : OF_BYTES
  return headers.flatMap(([name, value]) => {
    if (untrue.has(name)) return []
    if (name !== 'etag' || change === 'none') return [[name, value] as const]
    return change === 'masked' ? [] : [[name, value.startsWith('W/') ? value : `W/${value}`] as const]
  })
}
