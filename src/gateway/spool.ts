import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { BodyAtRest } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'
import type { Quota } from './spool-quota.ts'

/** A body at rest on disk, as it was judged. */
export interface Spooled extends BodyAtRest {
  /** Lower-case hex. */
  readonly sha256: string
  /** Gives the disk space back; ends every stream of it. */
  remove(): Promise<void>
}

/**
 * Writes what `next` hands out, until null, to a file in `dir` that only this process can reach: it loses its name as
 * soon as it is open, so that nothing else can change what was judged, and a crash leaves its bytes to nobody.
 * Throws ERR_SPOOL_QUOTA, and ERR_BODY_TOO_LARGE past `limitBytes`, before reading anything where `declared` already
 * says so.
 */
export async function spoolChunks(
  next: () => Promise<Buffer | null>,
  dir: string,
  limitBytes: number,
  declared: number | undefined,
  quota: Quota,
): Promise<Spooled> {
  if (declared !== undefined && declared > limitBytes) throw tooLarge(limitBytes)
  const path = join(dir, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  try {
    await unlink(path)
    return await fill(file, next, limitBytes, quota)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function fill(
  file: FileHandle,
  next: () => Promise<Buffer | null>,
  limitBytes: number,
  quota: Quota,
): Promise<Spooled> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for (let chunk = await next(); chunk !== null; chunk = await next()) {
      if (bytes + chunk.length > limitBytes) throw tooLarge(limitBytes)
      quota.take(chunk.length)
      bytes += chunk.length
      hash.update(chunk)
      // FileHandle.write may write less than it was given.
      for (let at = 0; at < chunk.length; ) {
        at += (await file.write(chunk, at, chunk.length - at, bytes - chunk.length + at)).bytesWritten
      }
    }
  } catch (error) {
    quota.give(bytes)
    throw error
  }
  const streams = new Set<Readable>()
  return {
    bytes,
    sha256: hash.digest('hex'),
    stream() {
      const stream = streamOf(file)
      streams.add(stream)
      return stream.on('close', () => streams.delete(stream))
    },
    async remove() {
      for (const stream of streams) stream.destroy()
      quota.give(bytes)
      await file.close()
    },
  }
}

/** A file from its start. Node's own stream would close the file with itself, and others read it still. */
function streamOf(file: FileHandle): Readable {
  let at = 0
  return new Readable({
    highWaterMark: PIECE,
    read() {
      file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at).then(
        ({ bytesRead, buffer }) => {
          at += bytesRead
          this.push(bytesRead === 0 ? null : buffer.subarray(0, bytesRead))
        },
        (error: Error) => this.destroy(error),
      )
    },
  })
}

/** Bytes read at once. */
const PIECE = 262_144

function tooLarge(limitBytes: number): GatewayError {
  return new GatewayError(
    'ERR_BODY_TOO_LARGE',
    `The body is larger than the ${limitBytes} bytes that Sallyport takes here.`,
  )
}
