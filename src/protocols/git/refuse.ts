import type { Refusal } from '../../core/refusal.ts'
import type { Answer, Headers, Request } from '../../core/request.ts'
import { lfsRouteOf } from './lfs/route.ts'
import { peek } from './peek.ts'
import { FLUSH, packet } from './pkt-line.ts'
import { PROBE, readPush } from './receive-pack.ts'
import { errorPacket, failure, fetchError, rejection, wantsReport } from './report.ts'
import { type Route, routeOf } from './route.ts'
import { versionOf } from './upload-pack.ts'
import { linesOf } from './words.ts'

/**
 * A refusal in the form that makes git print it. Git loses the body of a refused POST and hides most statuses, so most
 * refusals are a 200 with an error inside; a missing session is a real 401, for git to ask its credential helper.
 */
export async function refuse(request: Request, refusal: Refusal): Promise<Answer> {
  if (isLfs(request)) return lfs(refusal)
  const route = attempt(() => routeOf(request))
  if (route === undefined) return elsewhere(request, refusal)
  if (route.step === 'advertise') return refusal.status === 401 ? text(refusal) : advertisement(route, request, refusal)
  if (route.service === 'git-upload-pack')
    return result(route, (await asksForBundles(request)) ? FLUSH : fetchError(refusal))
  const push = await peek(request, readPush).catch(() => undefined)
  if (push === undefined) return (await offersSideBand(request)) ? result(route, failure(refusal)) : text(refusal)
  // The push itself follows a probe, and can be refused in words, which the probe can't.
  if (push === PROBE) return refusal.status === 401 ? text(refusal) : result(route, Buffer.alloc(0))
  return wantsReport(push) ? result(route, rejection(push, refusal)) : text(refusal)
}

/** Header fields of a service's answer. */
export function resultHeaders(service: Service): Headers {
  return [
    ['content-type', `application/x-${service}-result`],
    ['cache-control', 'no-cache'],
  ]
}

function result({ service }: { readonly service: Service }, body: Buffer): Answer {
  return whole(200, resultHeaders(service), body)
}

/** To what is no smart HTTP, or none that Sallyport has. */
function elsewhere(request: Request, refusal: Refusal): Answer {
  // Git's archiver has no advertisement, and reads an error packet like any other (git-archive(1), over HTTP).
  if (request.path.endsWith('/git-upload-archive'))
    return result({ service: 'git-upload-archive' }, errorPacket(refusal))
  return text(refusal)
}

type Service = Route['service'] | 'git-upload-archive'

function advertisement(route: Route, request: Request, refusal: Refusal): Answer {
  const v2 = route.service === 'git-upload-pack' && attempt(() => versionOf(request.headers)) === 2
  const announced = v2 ? [] : [packet(`# service=${route.service}\n`), FLUSH]
  const headers: Headers = [
    ['content-type', `application/x-${route.service}-advertisement`],
    ['cache-control', 'no-cache'],
  ]
  return whole(200, headers, Buffer.concat([...announced, errorPacket(refusal)]))
}

function text(refusal: Refusal): Answer {
  const challenge: Headers = refusal.status === 401 ? [['www-authenticate', 'Basic realm="Sallyport"']] : []
  const headers: Headers = [['content-type', 'text/plain; charset=utf-8'], ['cache-control', 'no-cache'], ...challenge]
  return whole(refusal.status, headers, Buffer.from(`${linesOf(refusal).join('\n')}\n`))
}

/** Of LFS, or meant to be. */
function isLfs(request: Request): boolean {
  return request.path.includes('/info/lfs') || attempt(() => lfsRouteOf(request)) !== undefined
}

/** Git LFS prints the `message` of a JSON answer, and takes a challenge of its own name (Git LFS API, "Response Errors"). */
function lfs(refusal: Refusal): Answer {
  const challenge: Headers = refusal.status === 401 ? [['lfs-authenticate', 'Basic realm="Sallyport"']] : []
  const body = Buffer.from(JSON.stringify({ message: linesOf(refusal).join('\n') }))
  return whole(refusal.status, [['content-type', 'application/vnd.git-lfs+json'], ...challenge], body)
}

function whole(status: number, headers: Headers, body: Buffer): Answer {
  return { status, headers: [...headers, ['content-length', String(body.length)]], body }
}

/**
 * Whether a client asks for bundles, as it does before it fetches (gitprotocol-v2, "bundle-uri"). A list of none has it
 * go on without; an error would end a fetch that may well be allowed.
 */
function asksForBundles(request: Request): Promise<boolean> {
  return peek(request, (bytes) => BUNDLES.test(bytes.toString('latin1', 0, 4096))).catch(() => false)
}

const BUNDLES = /^[0-9a-f]{4}command=bundle-uri\n?[0-9a-f]{4}/

/** Whether a push that can't be read at least says, in its first packet, that it listens to more than a status. */
function offersSideBand(request: Request): Promise<boolean> {
  return peek(request, (bytes) => /^[^\0]*\0[^\n]*side-band-64k/.test(bytes.toString('latin1', 0, 4096))).catch(
    () => false,
  )
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
