import type { SourceAnswer } from '../http.ts'

/** Asks Vault something with a token, or none. */
export type Send = (
  method: 'GET' | 'PUT',
  path: string,
  body: object | null,
  token: string | null,
  signal: AbortSignal,
) => Promise<SourceAnswer>

/** A path's parts, each of which may have several, ready to go after `/v1/`. */
export function pathOf(...parts: readonly string[]): string {
  return parts.flatMap((part) => part.split('/').map(encodeURIComponent)).join('/')
}
