import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { GatewayError } from '../core/errors.ts'

/** A body at rest on disk, as it was judged. */
export interface Spooled {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /** The whole body from its start, as often as it is asked for. */
  stream(): Readable
  /** Gives the disk space back; ends every stream of it. */
  remove(): Promise<void>
}

/**
 * Writes what `next` hands out, until null, to a file in `dir` that only this process can reach: it loses its name as soon as it is open, so that
 * nothing else can change what was judged, and a crash leaves nothing behind.
 * Throws ERR_BODY_TOO_LARGE past `limitBytes`, before reading anything where `declared` already says so.
 */
export async function spoolChunks(
  next: () => Promise<Buffer | null>,
  dir: string,
  limitBytes: number,
  declared: number | undefined,
): Promise<Spooled> {
  if (declared !== undefined && declared > limitBytes) throw tooLarge(limitBytes)
  const path = join(dir, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  try {
    await unlink(path)
    return await fill(file, next, limitBytes)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function fill(file: FileHandle, next: () => Promise<Buffer | null>, limitBytes: number): Promise<Spooled> {
  const hash = createHash('sha256')
  let bytes = 0
  for (let chunk = await next(); chunk !== null; chunk = await next()) {
    if (bytes + chunk.length > limitBytes) throw tooLarge(limitBytes)
    hash.update(chunk)
    // FileHandle.write may write less than it was given.
    for (let at = 0; at < chunk.length; ) {
      at += (await file.write(chunk, at, chunk.length - at, bytes + at)).bytesWritten
    }
    bytes += chunk.length
  }
  return {
    bytes,
    sha256: hash.digest('hex'),
    stream: () => file.createReadStream({ start: 0, autoClose: false, highWaterMark: 262_144 }),
    remove: () => file.close(),
  }
}

function tooLarge(limitBytes: number): GatewayError {
  return new GatewayError(
    'ERR_BODY_TOO_LARGE',
    `The body is larger than the ${limitBytes} bytes that Sallyport takes here.`,
  )
}
