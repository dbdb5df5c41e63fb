import { unintelligible } from '../../core/errors.ts'
import { header, type Request } from '../../core/request.ts'
import { repositoryOf } from './repository.ts'

export type Service = 'git-upload-pack' | 'git-receive-pack'

/** Which of smart HTTP's three requests this is (gitprotocol-http, "Smart Clients" and "Smart Service"). */
export interface Route {
  /** Path on the upstream, decoded, without the first slash and without `.git`. */
  readonly repository: string
  readonly service: Service
  /** `advertise` is the GET of info/refs, `call` the POST to a service. */
  readonly step: 'advertise' | 'call'
}

const ADVERTISE = /^(.*)\/info\/refs$/
const CALL = /^(.*)\/(git-upload-pack|git-receive-pack)$/

/** Reads a request's method, path, query and content type. Throws ERR_UNINTELLIGIBLE for all but the three requests. */
export function routeOf(request: Request): Route {
  const { method, path, query } = request
  const advertise = ADVERTISE.exec(path)
  if (advertise !== null) {
    if (method !== 'GET' || request.body !== null) throw unintelligible(`Git only ever GETs ${path}, with no body.`)
    return { repository: repositoryOf(advertise[1]!), service: serviceOf(query), step: 'advertise' }
  }
  const call = CALL.exec(path)
  if (call === null) throw unintelligible(unknown(path), 'Use Git over smart HTTP: info/refs?service=…, then a POST.')
  const service = call[2] as Service
  if (method !== 'POST' || query !== '' || request.body === null) {
    throw unintelligible(`Git only ever POSTs to ${service}, with a body and no query.`)
  }
  const type = header(request.headers, 'content-type')
  if (type !== `application/x-${service}-request`) {
    throw unintelligible(`A POST to ${service} has the content type application/x-${service}-request.`)
  }
  return { repository: repositoryOf(call[1]!), service, step: 'call' }
}

function serviceOf(query: string): Service {
  const service = /^\?service=(git-upload-pack|git-receive-pack)$/.exec(query)?.[1]
  if (service !== undefined) return service as Service
  if (query === '')
    throw unintelligible("Git's dumb HTTP protocol is not supported.", 'Use a client that speaks smart HTTP.')
  throw unintelligible(`Git's info/refs has no query like ${query}.`)
}

function unknown(path: string): string {
  if (path.endsWith('/git-upload-archive')) return 'Git archives over HTTP are not supported.'
  if (/\/(HEAD|objects\/.+)$/.test(path)) return "Git's dumb HTTP protocol is not supported."
  return `${path} is no part of Git's smart HTTP protocol.`
}
