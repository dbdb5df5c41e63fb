import { unintelligible } from '../../../core/errors.ts'
import type { Request } from '../../../core/request.ts'
import { repositoryOf } from '../repository.ts'

/** Which request of Git LFS this is (Git LFS API: "Batch API", "File Locking API", "Basic Transfer API"). */
export type LfsRoute = { readonly repository: string } & (
  | { readonly step: 'batch' | 'verify' | 'lock' | 'locks' | 'verify-locks' }
  | { readonly step: 'unlock'; readonly id: string }
  | { readonly step: 'transfer'; readonly oid: string; readonly size: number | null; readonly upload: boolean }
)

/** Where servers take and give objects: below the API, at GitLab's place, and right below the repository. */
const TRANSFER = /^(.+?)\/(?:info\/lfs\/|gitlab-lfs\/)?objects\/([0-9a-f]{64})(?:\/([0-9]{1,15}))?$/
const API = /^(.+?)\/info\/lfs\/(.+)$/
/** Where servers have uploads verified that are not below the API. */
const VERIFY = /^(.+?)(?:\/objects)?\/verify$/
const JSON_TYPE = /^application\/vnd\.git-lfs\+json(?: *; *charset=utf-8)?$/i

/**
 * Reads a request's method, path, query and content type; undefined for those of Git itself. Throws ERR_UNINTELLIGIBLE
 * for what lies below a repository's LFS and is none of its requests.
 */
export function lfsRouteOf(request: Request): LfsRoute | undefined {
  const { method, path, query } = request
  const [, holder, oid, size] = TRANSFER.exec(path) ?? []
  if (holder !== undefined && oid !== undefined) {
    const upload = method === 'PUT'
    if (query !== '' || (!upload && (method !== 'GET' || request.body !== null))) {
      throw unintelligible('An object of Git LFS is only ever got or put, with no query.')
    }
    const told = size === undefined ? null : Number(size)
    return { repository: repositoryOf(holder), step: 'transfer', oid, size: told, upload }
  }
  const [, root, call] = API.exec(path) ?? []
  if (root === undefined || call === undefined) {
    const verified = VERIFY.exec(path)?.[1]
    return verified === undefined || !isCall(request)
      ? undefined
      : { repository: repositoryOf(verified), step: 'verify' }
  }
  const repository = repositoryOf(root)
  if (call === 'locks' && method === 'GET' && request.body === null) return { repository, step: 'locks' }
  const step = CALLS.get(call)
  const id = /^locks\/([A-Za-z0-9._~-]{1,100})\/unlock$/.exec(call)?.[1]
  if (step === undefined && id === undefined) throw unintelligible(`Git LFS has no request ${call}.`)
  if (!isCall(request)) {
    throw unintelligible(`Git LFS only ever POSTs to ${call}, with no query and the type application/vnd.git-lfs+json.`)
  }
  return id === undefined ? { repository, step: step! } : { repository, step: 'unlock', id }
}

const CALLS: ReadonlyMap<string, 'batch' | 'lock' | 'verify-locks' | 'verify'> = new Map([
  ['objects/batch', 'batch'],
  ['objects/verify', 'verify'],
  ['verify', 'verify'],
  ['locks', 'lock'],
  ['locks/verify', 'verify-locks'],
] as const)

function isCall({ method, query, body, headers }: Request): boolean {
  const types = headers.filter(([name]) => name === 'content-type')
  return method === 'POST' && query === '' && body !== null && types.length === 1 && JSON_TYPE.test(types[0]![1])
}
