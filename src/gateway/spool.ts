import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { BodyOnDisk } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'
import type { Quota } from './spool-quota.ts'

/** A whole body at rest on disk, as it was judged. */
export interface Spooled extends BodyOnDisk {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** A body on its way to disk. */
export interface Spooling extends BodyOnDisk {
  /** Resolves once so many bytes are there, or as many as there will be. */
  atLeast(bytes: number): Promise<void>
  /** Rejects with ERR_SPOOL_QUOTA, ERR_BODY_TOO_LARGE, and with what reading the upload failed with. */
  readonly whole: Promise<Spooled>
  /** Gives the disk space back; ends every stream of it. What still arrives is not written any more. */
  remove(): Promise<void>
}

/**
 * Writes what `next` hands out, until null, to a file in `dir` that only this process can reach: it loses its name as
 * soon as it is open, so that nothing else can change what was judged, and a crash leaves its bytes to nobody.
 * Throws ERR_BODY_TOO_LARGE before reading anything where `declared` already says so.
 */
export async function spoolChunks(
  next: () => Promise<Buffer | null>,
  dir: string,
  limitBytes: number,
  declared: number | undefined,
  quota: Quota,
): Promise<Spooling> {
  if (declared !== undefined && declared > limitBytes) throw tooLarge(limitBytes)
  const path = join(dir, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  try {
    await unlink(path)
  } catch (error) {
    await file.close()
    throw error
  }
  return fill(file, next, limitBytes, quota)
}

/** How much of a body is there. */
interface Extent {
  bytes: number
  over: boolean
  failed: Error | undefined
  /** Called when any of it changes. */
  readonly changed: Set<() => void>
}

function fill(file: FileHandle, next: () => Promise<Buffer | null>, limitBytes: number, quota: Quota): Spooling {
  const extent: Extent = { bytes: 0, over: false, failed: undefined, changed: new Set() }
  const streams = new Set<Readable>()
  const hash = createHash('sha256')
  let taken = 0
  let writing: Promise<void> = Promise.resolve()
  let removed = false

  const stream = (): Readable => {
    const made = streamOf(file, extent)
    streams.add(made)
    return made.on('close', () => streams.delete(made))
  }
  const write = async (): Promise<Spooled> => {
    for (let chunk = await next(); chunk !== null; chunk = await next()) {
      if (removed) throw new Error('nobody wants the body any more')
      if (extent.bytes + chunk.length > limitBytes) throw tooLarge(limitBytes)
      quota.take(chunk.length)
      taken += chunk.length
      hash.update(chunk)
      writing = writeAll(file, chunk, extent.bytes)
      await writing
      extent.bytes += chunk.length
      tell(extent)
    }
    return { bytes: extent.bytes, sha256: hash.digest('hex'), stream }
  }
  const end = (failed?: Error): void => {
    extent.failed = failed
    extent.over = true
    tell(extent)
  }
  const whole = write().then(
    (spooled) => {
      end()
      return spooled
    },
    (error: Error) => {
      end(error)
      throw error
    },
  )
  // Streams fail with the same.
  whole.catch(() => {})
  return {
    stream,
    whole,
    async atLeast(bytes) {
      while (extent.bytes < bytes && !extent.over) await changeOf(extent)
    },
    async remove() {
      if (removed) return
      removed = true
      for (const stream of streams) stream.destroy()
      quota.give(taken)
      await writing.catch(() => {})
      await file.close()
    },
  }
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  // FileHandle.write may write less than it was given.
  for (let at = 0; at < chunk.length; ) {
    at += (await file.write(chunk, at, chunk.length - at, position + at)).bytesWritten
  }
}

function tell({ changed }: Extent): void {
  const told = [...changed]
  changed.clear()
  for (const call of told) call()
}

function changeOf({ changed }: Extent): Promise<void> {
  return new Promise((resolve) => changed.add(resolve))
}

/** A file from its start to its extent. Node's own stream would close the file with itself, and others read it still. */
function streamOf(file: FileHandle, extent: Extent): Readable {
  let at = 0
  const next = async (): Promise<Buffer | null> => {
    while (at === extent.bytes && !extent.over) await changeOf(extent)
    if (extent.failed !== undefined) throw extent.failed
    const length = Math.min(PIECE, extent.bytes - at)
    if (length === 0) return null
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
    at += bytesRead
    return buffer.subarray(0, bytesRead)
  }
  return new Readable({
    highWaterMark: PIECE,
    read() {
      next().then(
        (piece) => this.push(piece),
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
