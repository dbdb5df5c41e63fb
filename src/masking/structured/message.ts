import { createJsonRedactor } from './json.ts'
import { asWhole, type StreamRedactor } from './stream.ts'
import type { IsSecret, Targets } from './targets.ts'

/**
 * Replaces fields of a message of up to a mebibyte that is JSON. Any other passes as it is where it has no members; else
 * throws ERR_UNMASKABLE.
 */
export function maskedMessage(text: Buffer, targets: Targets, isSecret: IsSecret): Buffer {
  if (!text.includes('{') && !isJson(text)) return text
  const redactor = createJsonRedactor(targets, isSecret)
  return Buffer.concat([redactor.write(text), redactor.end()])
}

function isJson(text: Buffer): boolean {
  try {
    JSON.parse(text.toString())
    return true
  } catch {
    return false
  }
}

/** {@link maskedMessage} of what comes in chunks: it passes at its end. */
export function createMessageRedactor(targets: Targets, isSecret: IsSecret): StreamRedactor {
  return asWhole((text) => maskedMessage(text, targets, isSecret))
}
