import { GatewayError } from '../../core/errors.ts'

/** Redacts a body that comes in chunks: whatever their ends, what comes out is the same. */
export interface StreamRedactor {
  write(chunk: Buffer): Buffer
  end(): Buffer
}

/** What is read as a whole, a record or an event, is no longer than this in bytes. */
export const LONGEST_WHOLE = 1_048_576

/**
 * Cuts a stream at a byte and redacts piece by piece: `piece` is told each without the byte, answers it with all that
 * stands before the next one. Throws ERR_UNMASKABLE for a piece of more than a mebibyte.
 */
export function byPiece(delimiter: number, piece: (bytes: Buffer, last: boolean) => Buffer): StreamRedactor {
  let held: Buffer[] = []
  let bytes = 0
  const hold = (part: Buffer): void => {
    held.push(part)
    bytes += part.length
    if (bytes > LONGEST_WHOLE) throw unmaskable('a part of it that must be read as a whole is larger than 1 MiB')
  }
  const taken = (): Buffer => {
    const whole = held.length === 1 ? held[0]! : Buffer.concat(held)
    held = []
    bytes = 0
    return whole
  }
  return {
    write(chunk) {
      const out: Buffer[] = []
      let from = 0
      for (let at = chunk.indexOf(delimiter); at >= 0; at = chunk.indexOf(delimiter, from)) {
        hold(chunk.subarray(from, at))
        out.push(piece(taken(), false))
        from = at + 1
      }
      hold(chunk.subarray(from))
      return Buffer.concat(out)
    },
    end: () => piece(taken(), true),
  }
}

/** Redacts what must be read as a whole: it passes at its end. Throws ERR_UNMASKABLE for more than a mebibyte. */
export function asWhole(redact: (whole: Buffer) => Buffer): StreamRedactor {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    write(chunk) {
      bytes += chunk.length
      if (bytes > LONGEST_WHOLE) throw unmaskable('it must be read as a whole, and is larger than 1 MiB')
      chunks.push(chunk)
      return Buffer.alloc(0)
    },
    end: () => redact(Buffer.concat(chunks)),
  }
}

export function unmaskable(why: string): GatewayError {
  return new GatewayError('ERR_UNMASKABLE', `The answer's fields can't be masked, as the policy demands: ${why}.`)
}
