import type { Duplex } from 'node:stream'

/** The head of an answer to CONNECT. */
export interface AnswerHead {
  readonly status: number
  /** The head as it came, its empty line included, as Latin-1. */
  readonly bytes: string
  /** What had come behind it already. */
  readonly rest: Buffer
}

/** Bytes that a head may have. */
const LONGEST = 64 * 1024

/** Reads an answer's head and leaves everything behind it. Rejects where the connection ends before, or makes no sense. */
export function readAnswerHead(connection: Duplex): Promise<AnswerHead> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0)
    const stop = (): void => {
      connection.off('data', take).off('end', ended).off('close', ended)
      connection.pause()
    }
    const ended = (): void => {
      stop()
      reject(new Error('the connection ended before an answer'))
    }
    const take = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk])
      const end = read.indexOf('\r\n\r\n')
      if (end < 0 && read.length <= LONGEST) return
      stop()
      const bytes = read.toString('latin1', 0, end + 4)
      const status = /^HTTP\/1\.[01] ([1-5]\d\d)[ \r]/.exec(bytes)?.[1]
      if (end < 0 || status === undefined) reject(new Error('the answer is not HTTP/1.1'))
      else resolve({ status: Number(status), bytes, rest: read.subarray(end + 4) })
    }
    connection.on('data', take).on('end', ended).on('close', ended)
  })
}
