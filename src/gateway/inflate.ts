import type { ServerResponse } from 'node:http'
import { createGunzip } from 'node:zlib'
import { GatewayError } from '../core/errors.ts'

/** What an answer's body is written to. */
export interface Writer {
  /** False to be given no more before the answer's `drain`. */
  write(chunk: Buffer): boolean
  end(): void
}

/**
 * Undoes an answer's gzip (RFC 1952) on its way to `out`, at the pace of the client of `res`.
 *
 * @param resume asks the upstream for more, after `write` answered false
 * @param fail told of what can't be undone, with ERR_UNMASKABLE, and of what `out` throws
 */
export function inflated(out: Writer, res: ServerResponse, resume: () => void, fail: (error: Error) => void): Writer {
  const gunzip = createGunzip()
  /** These run on their own: what they threw would end the process. */
  const guarded = (step: () => void): void => {
    try {
      step()
    } catch (error) {
      gunzip.destroy()
      fail(error as Error)
    }
  }
  gunzip.on('data', (chunk: Buffer) => guarded(() => out.write(chunk) || gunzip.pause()))
  gunzip.on('end', () => guarded(() => out.end()))
  gunzip.on('drain', resume)
  gunzip.on('error', (cause) =>
    fail(new GatewayError('ERR_UNMASKABLE', "The upstream's gzip can't be undone.", { cause })),
  )
  res.on('drain', () => gunzip.resume())
  res.on('close', () => gunzip.destroy())
  return {
    write: (chunk) => gunzip.destroyed || gunzip.write(chunk),
    end: () => {
      gunzip.end()
    },
  }
}
