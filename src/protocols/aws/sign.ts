import { createHash } from 'node:crypto'
import { basePath, type Credential } from '../../core/connection.ts'
import { GatewayError, unintelligible } from '../../core/errors.ts'
import { type Headers, header, type Outgoing, type Request } from '../../core/request.ts'
import { authorization, dateOf, isS3 } from './signature.ts'

/** Keys for AWS. */
export type AwsCredential = Credential & { readonly kind: 'aws' }

/** The client's own, made with keys of no worth here, and by a date that may be long past. */
const OF_THE_CLIENT: ReadonlySet<string> = new Set([
  'authorization',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
])
/** Parameters of a signature in the query: Signature Version 4's, and those of older ones. */
const PRESIGNED = /^(?:x-amz-(?:algorithm|credential|signature|security-token)|awsaccesskeyid)$/i
/** Chunks without signatures, a checksum after them ("Authenticating Requests", Amazon S3 API Reference). */
const UNSIGNED_CHUNKS = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
const NOTHING = createHash('sha256').digest('hex')

/** Whether the signature is over the body. S3 takes one that isn't, and bodies too large to wait for. */
export function signsBody(credential: Credential): boolean {
  return credential.kind === 'aws' && !isS3(credential.service)
}

/**
 * A request signed anew by Signature Version 4, its path and query as they stand. Throws ERR_UNINTELLIGIBLE for one that
 * is signed in its query or chunk by chunk, for nobody but its client could do that again.
 *
 * @param digest SHA-256 of the body, in hex, where there is one and {@link signsBody}
 */
export function signed(request: Request, credential: AwsCredential, at: Date, digest: string | undefined): Outgoing {
  const { method, path, query, connection } = request
  if (query.slice(1).split(/[&;]/).some(isPresigned)) {
    throw unintelligible(
      'The query holds a signature of AWS, which is no use with the keys of this connection.',
      'Send the request itself, signed in its header by any keys, or by none.',
    )
  }
  const s3 = isS3(credential.service)
  const payload = s3 ? s3Payload(request.headers) : (digest ?? (request.body === null ? NOTHING : undefined))
  if (payload === undefined) throw new GatewayError('ERR_INTERNAL', "The body is to be signed, and isn't at hand.")
  const { upstream } = connection
  const headers: Headers = [
    ...request.headers.filter(([name]) => !OF_THE_CLIENT.has(name)),
    ['x-amz-date', dateOf(at)],
    ...(s3 ? ([['x-amz-content-sha256', payload]] as const) : []),
    ...(credential.sessionToken === null ? [] : ([['x-amz-security-token', credential.sessionToken]] as const)),
  ]
  const asked = {
    method,
    path: basePath(upstream) + path,
    query,
    headers: [['host', upstream.host] as const, ...headers.filter(([name]) => isSigned(name))],
    payload,
  }
  return {
    method,
    target: path + query,
    headers: [...headers, ['authorization', authorization(asked, credential, at)]],
  }
}

function isPresigned(pair: string): boolean {
  const name = pair
    .split('=', 1)[0]!
    .replace(/%[0-9A-Fa-f]{2}/g, (it) => String.fromCharCode(Number.parseInt(it.slice(1), 16)))
  return PRESIGNED.test(name)
}

/** What may change on the way, and no service asks to be signed, isn't. */
function isSigned(name: string): boolean {
  return name.startsWith('x-amz-') || name === 'content-type' || name === 'content-md5'
}

function s3Payload(headers: Headers): string {
  const said = header(headers, 'x-amz-content-sha256')
  if (said === undefined || !said.startsWith('STREAMING-')) return 'UNSIGNED-PAYLOAD'
  if (said === UNSIGNED_CHUNKS) return said
  throw unintelligible(
    `The body is signed chunk by chunk (${said}), which only its client can do.`,
    'Have the client leave the body unsigned: SDKs do where the connection is https.',
  )
}
