import { createJsonRedactor } from './json.ts'
import { LONGEST_WHOLE, type StreamRedactor, unmaskable } from './stream.ts'
import type { Targets } from './targets.ts'

/** Whether a number by itself is to be hidden, from its digits; null where none is. */
export type IsSecret = ((digits: string) => boolean) | null

/**
 * Replaces fields of a message of up to a mebibyte that is JSON, or has no members: that one passes as it is. Throws
 * ERR_UNMASKABLE for any other.
 */
export function maskedMessage(text: Buffer, targets: Targets, isSecret: IsSecret): Buffer {
  if (!text.includes('{')) return text
  const redactor = createJsonRedactor(targets, isSecret)
  return Buffer.concat([redactor.write(text), redactor.end()])
}

/** {@link maskedMessage} of what comes in chunks: it passes at its end. */
export function createMessageRedactor(targets: Targets, isSecret: IsSecret): StreamRedactor {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    write(chunk) {
      bytes += chunk.length
      if (bytes > LONGEST_WHOLE) throw unmaskable('it is a message larger than 1 MiB')
      chunks.push(chunk)
      return Buffer.alloc(0)
    },
    end: () => maskedMessage(Buffer.concat(chunks), targets, isSecret),
  }
}
