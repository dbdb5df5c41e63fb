import type { Rewrite } from '../../../core/adapter.ts'
import { GatewayError } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'
import { type AnswerHead, header, type Request } from '../../../core/request.ts'
import { throughGate } from '../../links.ts'
import { plain } from '../words.ts'
import { type Fields, isObject } from './json.ts'
import { type LfsRoute, lfsRouteOf } from './route.ts'

/** An answer about a hundred objects has some 50 KiB. */
const LIMIT = 1024 ** 2

/**
 * How a batch's answer is turned towards the gate ("Batch API", "Successful Responses"): links to the upstream itself
 * lead through the gate, and an object that is kept elsewhere becomes an error that says where. Null for other answers.
 */
export function rewriteBatch(request: Request, route: LfsRoute, answer: AnswerHead): Rewrite | null {
  if (route.step !== 'batch' || answer.status < 200 || answer.status > 299) return null
  return {
    limit: LIMIT,
    body: (whole, address) => Buffer.from(JSON.stringify(batchOf(whole, (link) => ledBy(request, link, address)))),
  }
}

/** Whether an answer is of LFS's own JSON, uncompressed: the only text there is in Git over HTTP. */
export function isLfsText({ headers }: AnswerHead): boolean {
  const type = header(headers, 'content-type') ?? ''
  const encoding = header(headers, 'content-encoding') ?? 'identity'
  return /^application\/vnd\.git-lfs\+json *(?:;|$)/i.test(type) && encoding === 'identity'
}

/** Where a link leads through the gate, or in words why it doesn't. */
type Led = { readonly link: string } | { readonly why: string }

/** Made of what is known, so that nothing else comes along. */
function batchOf(whole: Buffer, lead: (link: Json | undefined) => Led): Fields {
  const answer = read(whole)
  if (!isObject(answer) || !Array.isArray(answer.objects)) throw unreadable()
  const foreign = answer.transfer !== undefined && answer.transfer !== '' && answer.transfer !== 'basic'
  const objects = answer.objects.map((object: Json) => {
    if (!isObject(object)) throw unreadable()
    return foreign
      ? refused(object, `Sallyport doesn't know the transfer "${String(answer.transfer)}".`)
      : led(object, lead)
  })
  return { transfer: 'basic', objects, ...picked(answer, ['hash_algo']) }
}

function led(object: Fields, lead: (link: Json | undefined) => Led): Fields {
  if (object.error !== undefined && object.error !== null) return picked(object, ['oid', 'size', 'error'])
  const actions: [string, Fields][] = []
  for (const [name, action] of Object.entries(isObject(object.actions) ? object.actions : {})) {
    if (!isObject(action)) throw unreadable()
    const target = lead(action.href)
    if ('why' in target) return refused(object, target.why)
    actions.push([name, { href: target.link, ...headersOf(action), ...picked(action, ['expires_in', 'expires_at']) }])
  }
  // Not `authenticated`: what opens the upstream stays at the gate, and the gate wants the client's session.
  const kept = picked(object, ['oid', 'size'])
  return actions.length === 0 ? kept : { ...kept, actions: Object.fromEntries(actions) }
}

/** Fields that only say what is sent. Any other may be a credential of the upstream's. */
const HARMLESS: ReadonlySet<string> = new Set(['accept', 'content-type', 'transfer-encoding'])

function headersOf(action: Fields): Fields {
  const given = isObject(action.header) ? Object.entries(action.header) : []
  const kept = given.filter(([name]) => HARMLESS.has(name.toLowerCase()))
  return kept.length === 0 ? {} : { header: Object.fromEntries(kept) }
}

function ledBy(request: Request, link: Json | undefined, address: string): Led {
  const url = typeof link === 'string' ? URL.parse(link) : null
  if (url === null) return { why: "The server's answer has no link to this object." }
  const { upstream } = request.connection
  const led = throughGate(url.href, upstream, address)
  if (url.origin !== upstream.origin || led === undefined) {
    return { why: plain(`The server keeps this object at ${url.host}, which Sallyport doesn't lead to.`) }
  }
  const path = throughGate(url.origin + url.pathname, upstream, '')!
  if (url.search !== '' || url.hash !== '' || !isLfs(request, path)) {
    return { why: plain(`The server keeps this object at ${url.pathname}, which Sallyport doesn't know.`) }
  }
  return { link: led }
}

/** Whether the gate would take what comes to a path for a transfer, or for the verification of one. */
function isLfs({ connection, host, headers, body }: Request, path: string): boolean {
  const request = { connection, host, path, query: '' }
  const steps = [
    { ...request, method: 'GET', headers: [], body: null },
    { ...request, method: 'POST', headers, body },
  ].map((it) => {
    try {
      return lfsRouteOf(it)?.step
    } catch {
      return undefined
    }
  })
  return steps[0] === 'transfer' || steps[1] === 'verify'
}

function refused(object: Fields, message: string): Fields {
  return { ...picked(object, ['oid', 'size']), error: { code: 403, message } }
}

function picked(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])))
}

function read(whole: Buffer): Json {
  try {
    return JSON.parse(whole.toString()) as Json
  } catch {
    throw unreadable()
  }
}

function unreadable(): GatewayError {
  return new GatewayError('ERR_UPSTREAM_BROKEN', "Sallyport can't read the upstream's answer about LFS objects.")
}
