import { unintelligible } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'
import { isRefName } from '../ref-name.ts'
import { type Fields, field, isObject, readObject } from './json.ts'

/** How many objects an operation lists: clients ask for a hundred at a time. */
const MOST_OBJECTS = 200

/** One object of LFS: `oid` is the SHA-256 of what is in it, in lower-case hex; `size` in bytes. */
export type LfsObject = { readonly oid: string; readonly size: number }

/** What a batch asks for ("Batch API", "Requests"). */
export interface Batch {
  readonly operation: 'upload' | 'download'
  readonly ref: string | undefined
  readonly objects: readonly LfsObject[]
  /** Of all objects, those that are not listed included. */
  readonly count: number
  readonly truncated: boolean
  readonly transfers: readonly string[]
}

/** Reads a batch from its whole body. Throws ERR_UNINTELLIGIBLE. */
export function readBatch(bytes: Buffer): Batch {
  const fields = readObject(bytes)
  const operation = field(fields, 'operation')
  if (operation !== 'upload' && operation !== 'download') {
    throw unintelligible('A batch of Git LFS is either an upload or a download.')
  }
  if ((field(fields, 'hash_algo') ?? 'sha256') !== 'sha256') {
    throw unintelligible('Sallyport reads objects of Git LFS that are named by their SHA-256 alone.')
  }
  const transfers = field(fields, 'transfers') ?? []
  if (!isStrings(transfers)) throw unintelligible("A batch's transfers are not a list of names.")
  const given = field(fields, 'objects')
  if (!Array.isArray(given)) throw unintelligible('A batch of Git LFS lists its objects.')
  const objects = given.map(objectOf)
  return {
    operation,
    ref: refOf(fields),
    objects: objects.slice(0, MOST_OBJECTS),
    count: objects.length,
    truncated: objects.length > MOST_OBJECTS,
    transfers: transfers.length === 0 ? ['basic'] : transfers,
  }
}

/** Reads the one object that is to be verified ("Basic Transfer API", "Verification"). Throws ERR_UNINTELLIGIBLE. */
export function readVerification(bytes: Buffer): LfsObject {
  return objectOf(readObject(bytes))
}

/** What a request about locks names ("File Locking API"). */
export interface Locking {
  readonly ref: string | undefined
  readonly path: string | undefined
  readonly force: boolean
}

/** Reads a request about locks. Throws ERR_UNINTELLIGIBLE. */
export function readLocking(bytes: Buffer): Locking {
  const fields = readObject(bytes)
  const path = field(fields, 'path')
  const force = field(fields, 'force') ?? false
  if (path !== undefined && (typeof path !== 'string' || path === '')) throw unintelligible('The path to lock is none.')
  if (typeof force !== 'boolean') throw unintelligible("A lock's force is neither true nor false.")
  return { ref: refOf(fields), path, force }
}

/** The ref that a query for locks names. Throws ERR_UNINTELLIGIBLE. */
export function refOfQuery(query: string): string | undefined {
  const names = new URLSearchParams(query).getAll('refspec').filter((name) => name !== '')
  if (names.length > 1) throw unintelligible('The query for locks names more than one ref.')
  return names[0] === undefined ? undefined : checked(names[0])
}

function refOf(fields: Fields): string | undefined {
  const ref = field(fields, 'ref') ?? null
  if (ref === null) return undefined
  const name = isObject(ref) ? (field(ref, 'name') ?? '') : null
  if (name === '') return undefined
  return checked(name)
}

function checked(name: Json): string {
  if (typeof name !== 'string' || !isRefName(name))
    throw unintelligible('The request of Git LFS names a ref that is none.')
  return name
}

function objectOf(value: Json): LfsObject {
  const [oid, size] = isObject(value) ? [field(value, 'oid'), field(value, 'size')] : []
  if (typeof oid !== 'string' || !/^[0-9a-f]{64}$/.test(oid)) {
    throw unintelligible('An object of Git LFS is not named by a SHA-256.')
  }
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw unintelligible('An object of Git LFS has no size.')
  }
  return { oid, size }
}

function isStrings(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string')
}
