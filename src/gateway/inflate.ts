import type { ServerResponse } from 'node:http'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress, type Gunzip } from 'node:zlib'
import type { Coding } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'

/** What an answer's body is written to. */
export interface Writer {
  /** False to be given no more before the answer's `drain`. */
  write(chunk: Buffer): boolean
  end(): void
}

/** What Node undoes any of them by. */
type Undoing = Pick<Gunzip, 'bytesWritten'> & Transform

const UNDOING: { readonly [coding in Coding]: () => Undoing } = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * Undoes an answer's content codings on its way to `out`, at the pace of the client of `res`.
 *
 * @param codings in the order in which to undo them, at least one
 * @param resume asks the upstream for more, after `write` answered false
 * @param fail told of what can't be undone, with ERR_UNMASKABLE, and of what `out` throws
 */
export function inflated(
  codings: readonly Coding[],
  out: Writer,
  res: ServerResponse,
  resume: () => void,
  fail: (error: Error) => void,
): Writer {
  const steps = codings.map((coding) => UNDOING[coding]())
  const [first, last] = [steps[0]!, steps.at(-1)!]
  /** Bytes that each was given. */
  const given = steps.map(() => 0)
  const destroy = (): void => {
    for (const step of steps) step.destroy()
  }
  /** These run on their own: what they threw would end the process. */
  const guarded = (step: () => void): void => {
    try {
      step()
    } catch (error) {
      destroy()
      fail(error as Error)
    }
  }
  steps.forEach((step, index) => {
    step.on('error', (cause) => {
      destroy()
      const coding = codings[index]
      fail(new GatewayError('ERR_UNMASKABLE', `The upstream's ${coding} can't be undone.`, { cause }))
    })
    const next = steps[index + 1]
    if (next === undefined) return
    step.on('data', (chunk: Buffer) => {
      given[index + 1]! += chunk.length
    })
    step.pipe(next)
  })
  /** Node undoes one frame of Zstandard, and drops those that come with its end (RFC 8878, section 3.1). */
  const checkFrames = (): void => {
    const isCut = steps.some((step, index) => codings[index] === 'zstd' && step.bytesWritten < given[index]!)
    if (isCut)
      throw new GatewayError('ERR_UNMASKABLE', "The upstream's zstd has several frames, which can't be undone.")
  }
  last.on('data', (chunk: Buffer) => guarded(() => out.write(chunk) || last.pause()))
  last.on('end', () =>
    guarded(() => {
      checkFrames()
      out.end()
    }),
  )
  first.on('drain', resume)
  res.on('drain', () => last.resume())
  res.on('close', destroy)
  return {
    write(chunk) {
      given[0]! += chunk.length
      return first.destroyed || first.write(chunk)
    },
    end() {
      if (given[0]! > 0) first.end()
      // Some upstreams name the coding of no bytes at all.
      else guarded(() => out.end())
    },
  }
}
