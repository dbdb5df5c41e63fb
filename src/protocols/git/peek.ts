import { constants, gunzipSync } from 'node:zlib'
import { unintelligible } from '../../core/errors.ts'
import { header, type Request } from '../../core/request.ts'

/** What is read of a body, in bytes: commands for some 7,000 refs. */
const LIMIT = 1024 ** 2
/** What that may inflate to, in bytes. Object names are hex and deflate to half; what deflates much better is a bomb. */
const INFLATED_LIMIT = 8 * LIMIT

/** What a reader knows about the bytes that it is handed. */
export interface Extent {
  /** Nothing comes after these bytes. */
  readonly ended: boolean
  /** More may come, but will not be handed out. */
  readonly cut: boolean
}

/**
 * Hands `read` the body's first bytes, inflated where the client compressed them, until it answers.
 * Throws ERR_UNINTELLIGIBLE for another content encoding, for what doesn't inflate or inflates too far, and if `read`
 * never answers.
 */
export async function peek<T>(request: Request, read: (bytes: Buffer, extent: Extent) => T | undefined): Promise<T> {
  if (request.body === null) throw unintelligible('The request has no body.')
  const inflate = inflaterOf(header(request.headers, 'content-encoding'))
  return request.body.peek(LIMIT, (bytes, ended) =>
    read(inflate(bytes), { ended, cut: !ended && bytes.length === LIMIT }),
  )
}

function inflaterOf(encoding: string | undefined): (bytes: Buffer) => Buffer {
  if (encoding === undefined || encoding === 'identity') return (bytes) => bytes
  if (encoding === 'gzip' || encoding === 'x-gzip') return inflated
  throw unintelligible(`Sallyport can't read a Git request in the content encoding "${encoding}".`)
}

function inflated(bytes: Buffer): Buffer {
  try {
    // A sync flush answers what there is so far instead of insisting on the end.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: INFLATED_LIMIT })
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw unintelligible(tooLarge ? 'The body inflates too far.' : 'The body is not the gzip that it says it is.')
  }
}
