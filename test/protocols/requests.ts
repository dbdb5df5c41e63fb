import type { Connection } from '../../src/core/connection.ts'
import { unintelligible } from '../../src/core/errors.ts'
import type { Refusal } from '../../src/core/refusal.ts'
import type { Body, Headers, Request } from '../../src/core/request.ts'

export const connection: Connection = {
  name: 'shop',
  protocol: 'git',
  upstream: new URL('https://git.test/base'),
  hosts: [],
  labels: {},
}

export const refusal: Refusal = {
  code: 'ERR_DENIED',
  status: 403,
  message: 'The policy refuses this.',
  reasons: [
    {
      code: 'git/protected-branches',
      message: 'main takes no direct push.',
      operation: 0,
      fix: 'Open a pull request.',
    },
  ],
  exchange: 'x-1',
}

/** A body that comes in pieces of `step` bytes. */
export function bodyOf(bytes: Buffer, step = bytes.length): Body {
  return {
    async peek(limit, read) {
      for (let size = Math.min(step, bytes.length); ; size = Math.min(size + step, bytes.length)) {
        const ended = size === bytes.length && size <= limit
        const answer = read(bytes.subarray(0, Math.min(size, limit)), ended)
        if (answer !== undefined) return answer
        if (ended || size > limit) throw unintelligible('The body ends before what Sallyport has to read in it.')
      }
    },
  }
}

export interface Asked {
  readonly method?: string
  /** Path and query. */
  readonly target?: string
  readonly headers?: Headers
  readonly body?: Buffer | string
  /** Size of the pieces that the body comes in. */
  readonly step?: number
}

/** A request as the gateway hands it to an adapter. */
export function requestOf({ method = 'GET', target = '/', headers = [], body, step }: Asked): Request {
  const [path, query] = target.split(/(?=\?)/)
  return {
    connection,
    method,
    host: 'gate.test',
    path: path!,
    query: query ?? '',
    headers,
    body: body === undefined ? null : bodyOf(Buffer.from(body), step),
  }
}
