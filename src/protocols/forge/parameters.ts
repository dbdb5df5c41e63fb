import { unintelligible } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import { header, type Request } from '../../core/request.ts'
import { readJson } from './json.ts'

/** Bytes of a body that is read: a file's content travels in it, as base64, and what matters may come after that. */
const LIMIT = 32 * 1024 ** 2

type Given = ReadonlyMap<string, Json>

/** By these some APIs act as somebody else, or do something else, than the rest of the request says. */
const OVERRIDES: ReadonlySet<string> = new Set([
  '_method',
  'access_token',
  'job_token',
  'private_token',
  'sudo',
  'x-http-method-override',
])

/**
 * What a call that changes something is given, by its query and its body together; of a body that is a list, nothing.
 * Throws ERR_UNINTELLIGIBLE for bodies that aren't JSON, for what is given twice, and past {@link LIMIT} bytes.
 */
export async function readParameters(request: Request, folded: boolean): Promise<Given> {
  const given = readQuery(request.query)
  const body = await readBody(request, folded)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return checked(given)
  for (const [name, value] of Object.entries(body)) {
    if (given.has(name)) throw unintelligible(`The request gives "${name}" in its query and in its body.`)
    given.set(name, value)
  }
  return checked(given)
}

/** A request's body, which is JSON where there is one at all. Throws ERR_UNINTELLIGIBLE. */
export async function readBody(request: Request, folded: boolean): Promise<Json> {
  const type = header(request.headers, 'content-type')
  if (request.body === null) {
    // An API that takes forms would still read the query as one.
    return null
  }
  if (!isJson(type)) {
    throw unintelligible(
      `Sallyport reads only JSON here, and the body's content type is "${type ?? ''}".`,
      'Send JSON, with Content-Type: application/json.',
    )
  }
  if (request.headers.filter(([name]) => name === 'content-type').length > 1) {
    throw unintelligible('The request has more than one Content-Type field.')
  }
  if (header(request.headers, 'content-encoding') !== undefined) {
    throw unintelligible('Sallyport reads no compressed bodies here.', 'Send the body without Content-Encoding.')
  }
  const bytes = await request.body.peek(LIMIT, (bytes, ended) => {
    if (bytes.length < LIMIT || ended) return ended ? bytes : undefined
    throw unintelligible(
      `The body is longer than the ${LIMIT / 1024 ** 2} MiB that Sallyport reads of it.`,
      'Push large files by Git.',
    )
  })
  return bytes.length === 0 ? null : readJson(bytes, { folded })
}

/** Refuses what would be read as a form, whatever is in it: a form can change the method. */
export function refuseForms(request: Request): void {
  const type = header(request.headers, 'content-type') ?? ''
  if (/form/i.test(type)) throw unintelligible('Sallyport passes no forms on.', 'Send JSON.')
}

function isJson(type: string | undefined): boolean {
  return /^application\/(?:[a-z0-9.+-]+\+)?json(?:\s*;\s*charset="?utf-8"?)?$/i.test(type ?? '')
}

function readQuery(query: string): Map<string, Json> {
  const given = new Map<string, Json>()
  if (query.includes(';')) throw unintelligible('The query holds a semicolon, which servers read differently.')
  for (const [name, value] of new URLSearchParams(query)) {
    if (name.includes('[')) throw unintelligible(`Sallyport reads no query parameter like "${name}".`, 'Send JSON.')
    if (given.has(name)) throw unintelligible(`The query has "${name}" twice.`)
    given.set(name, value)
  }
  return given
}

function checked(given: Map<string, Json>): Given {
  for (const name of given.keys()) {
    if (OVERRIDES.has(name.toLowerCase())) throw unintelligible(`Sallyport passes no "${name}" on.`)
  }
  return given
}
