import type { ServerResponse } from 'node:http'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import type { Coding } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'

/** What an answer's body is written to. */
export interface Writer {
  /** False to be given no more before the answer's `drain`. */
  write(chunk: Buffer): boolean
  end(): void
}

const UNDOING: { readonly [coding in Coding]: () => Transform } = {
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
    if (next !== undefined) step.pipe(next)
  })
  last.on('data', (chunk: Buffer) => guarded(() => out.write(chunk) || last.pause()))
  last.on('end', () => guarded(() => out.end()))
  first.on('drain', resume)
  res.on('drain', () => last.resume())
  res.on('close', destroy)
  return {
    write: (chunk) => first.destroyed || first.write(chunk),
    end: () => {
      first.end()
    },
  }
}
