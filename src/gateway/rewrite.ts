import { gunzipSync } from 'node:zlib'
import type { Rewrite } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'
import { type AnswerHead, header } from '../core/request.ts'
import { fieldsAfter } from './fields-after.ts'
import type { Writer } from './inflate.ts'

/**
 * Takes an answer's whole body in, and hands on the one that it becomes. Nothing has gone to the client before that, so
 * that what fails can still be refused in words. Throws ERR_UPSTREAM_BROKEN for a body too large or unreadable.
 *
 * @param begin told of the head that fits the new body; answers what the body is written to
 */
export function rewritten(
  rewrite: Rewrite,
  answer: AnswerHead,
  address: string,
  begin: (answer: AnswerHead) => Writer,
): Writer {
  const inflate = inflaterOf(header(answer.headers, 'content-encoding'))
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    write(chunk) {
      bytes += chunk.length
      if (bytes > rewrite.limit) throw tooLarge(rewrite)
      chunks.push(chunk)
      return true
    },
    end() {
      const body = rewrite.body(inflate(Buffer.concat(chunks), rewrite), address)
      const kept = fieldsAfter(answer.headers, 'masked')
      const out = begin({ status: answer.status, headers: [...kept, ['content-length', String(body.length)]] })
      out.write(body)
      out.end()
    },
  }
}

function inflaterOf(encoding: string | undefined): (bytes: Buffer, rewrite: Rewrite) => Buffer {
  if (encoding === undefined || encoding === 'identity') return (bytes) => bytes
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw broken(`The upstream's answer is in the content encoding "${encoding}", which Sallyport can't rewrite.`)
  }
  return (bytes, rewrite) => {
    try {
      return gunzipSync(bytes, { maxOutputLength: rewrite.limit })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(rewrite)
      throw broken("The upstream's gzip can't be undone.")
    }
  }
}

function tooLarge({ limit }: Rewrite): GatewayError {
  return broken(`The upstream's answer is larger than the ${limit} bytes that Sallyport rewrites.`)
}

function broken(what: string): GatewayError {
  return new GatewayError('ERR_UPSTREAM_BROKEN', what)
}
