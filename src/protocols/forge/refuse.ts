import type { Refusal } from '../../core/refusal.ts'
import type { Answer, Headers } from '../../core/request.ts'
import { linesOf } from '../git/words.ts'

/** A refusal whose `message` holds all that there is to say, which is what clients of all three forges print. */
export function refusalOf(refusal: Refusal, more: { readonly [name: string]: unknown } = {}): Answer {
  const body = Buffer.from(`${JSON.stringify({ message: linesOf(refusal).join('\n'), ...more })}\n`)
  const headers: [string, string][] = [
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(body.length)],
    ['cache-control', 'no-store'],
  ]
  const challenges: Headers = refusal.status === 401 ? [['www-authenticate', 'Bearer realm="Sallyport"']] : []
  return { status: refusal.status, headers: [...headers, ...challenges], body }
}
