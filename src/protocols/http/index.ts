import type { Adapter } from '../../core/adapter.ts'
import { unintelligible } from '../../core/errors.ts'
import type { NonEmpty } from '../../core/json.ts'
import type { Access, Operation } from '../../core/operation.ts'
import type { Refusal } from '../../core/refusal.ts'
import { type Answer, type Headers, header, type Request } from '../../core/request.ts'
import { signed, signsBody } from '../aws/sign.ts'
import { withCredential } from '../credential.ts'
import { rewriteLinks } from './links.ts'
import { textOf } from './text.ts'

/** Any HTTP API: one operation a request, its method and path. */
export const http: Adapter = {
  protocol: 'http',
  normalise,
  text: textOf,

  binds: (request, operations) => ({ target: request.path + request.query, body: true, operations }),

  signsBody,

  authorise(request, credential, at, digest) {
    if (credential.kind === 'aws') return signed(request, credential, at, digest)
    return {
      method: request.method,
      target: request.path + request.query,
      headers: withCredential(request.headers, credential),
    }
  },

  answer: ({ status, headers }, connection, base) => ({
    status,
    headers: rewriteLinks(headers, connection.upstream, base),
  }),

  refuse: async (_request, refusal) => refusalOf(refusal),
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function accessOf(method: string): Access {
  if (READS.has(method)) return 'read'
  return method === 'DELETE' ? 'delete' : 'write'
}

async function normalise({ method, path, query, headers }: Request): Promise<NonEmpty<Operation>> {
  if (method === 'CONNECT' || method === 'TRACE') throw unintelligible(`Sallyport passes no ${method} requests on.`)
  const parameters = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(query)) {
    const values = parameters.get(name)
    if (values === undefined) parameters.set(name, [value])
    else values.push(value)
  }
  const detail = {
    method,
    path,
    query: Object.fromEntries(parameters),
    content_type: header(headers, 'content-type') ?? null,
  }
  return [{ kind: `http.${method}`, access: accessOf(method), resource: path, detail }]
}

function refusalOf({ status, ...refusal }: Refusal): Answer {
  const body = Buffer.from(`${JSON.stringify({ error: refusal })}\n`)
  const headers: [string, string][] = [
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(body.length)],
    ['cache-control', 'no-store'],
  ]
  const challenges: Headers =
    status === 401
      ? [
          ['www-authenticate', 'Bearer realm="Sallyport"'],
          ['www-authenticate', 'Basic realm="Sallyport"'],
        ]
      : []
  return { status, headers: [...headers, ...challenges], body }
}
