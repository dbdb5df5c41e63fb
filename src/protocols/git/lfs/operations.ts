import { unintelligible } from '../../../core/errors.ts'
import type { NonEmpty } from '../../../core/json.ts'
import type { Operation } from '../../../core/operation.ts'
import { header, type Request } from '../../../core/request.ts'
import { peek } from '../peek.ts'
import { readBatch, readLocking, readVerification, refOfQuery } from './request.ts'
import type { LfsRoute } from './route.ts'

/** What a request of Git LFS would do: one operation. Throws ERR_UNINTELLIGIBLE. */
export async function lfsOperations(request: Request, route: LfsRoute): Promise<NonEmpty<Operation>> {
  const { repository } = route
  switch (route.step) {
    case 'batch': {
      const { operation, ref, ...batch } = await whole(request, readBatch)
      return [objects(operation, repository, ref, { step: 'batch', ...batch })]
    }
    case 'transfer': {
      const size = route.size ?? lengthOf(request)
      const one = { objects: [{ oid: route.oid, size }], count: 1, truncated: false, transfers: ['basic'] }
      return [objects(route.upload ? 'upload' : 'download', repository, undefined, { step: 'transfer', ...one })]
    }
    case 'verify': {
      const one = {
        objects: [await whole(request, readVerification)],
        count: 1,
        truncated: false,
        transfers: ['basic'],
      }
      return [objects('upload', repository, undefined, { step: 'verify', ...one })]
    }
    case 'locks':
      return [on('git.lfs.locks', 'read', repository, refOfQuery(request.query), {})]
    case 'verify-locks':
      return [on('git.lfs.locks', 'read', repository, (await whole(request, readLocking)).ref, {})]
    case 'lock': {
      const { ref, path } = await whole(request, readLocking)
      if (path === undefined) throw unintelligible('A lock of Git LFS names no path.')
      return [on('git.lfs.lock', 'write', repository, ref, { path })]
    }
    case 'unlock': {
      const { ref, force } = await whole(request, readLocking)
      return [on('git.lfs.unlock', 'write', repository, ref, { id: route.id, force })]
    }
  }
}

type Detail = { readonly [name: string]: Operation['detail'] }

function objects(
  operation: 'upload' | 'download',
  repository: string,
  ref: string | undefined,
  detail: Detail,
): Operation {
  const access = operation === 'upload' ? 'write' : 'read'
  return on(`git.lfs.${operation}`, access, repository, ref, { ...detail, hash_algo: 'sha256' })
}

function on(
  kind: string,
  access: Operation['access'],
  repository: string,
  ref: string | undefined,
  detail: Detail,
): Operation {
  const named = ref === undefined ? {} : { ref }
  const resource = ref === undefined ? repository : `${repository}#${ref}`
  return { kind, access, resource, detail: { repository, ...named, ...detail } }
}

function whole<T>(request: Request, read: (bytes: Buffer) => T): Promise<T> {
  return peek(request, (bytes, { ended }) => (ended ? read(bytes) : undefined))
}

function lengthOf({ body, headers }: Request): number | null {
  const length = header(headers, 'content-length')
  return body !== null && length !== undefined && /^[0-9]{1,15}$/.test(length) ? Number(length) : null
}
