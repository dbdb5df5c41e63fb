import { byPiece, type StreamRedactor, unmaskable } from './stream.ts'
import { fieldNamed, type Targets, told } from './targets.ts'

/**
 * Replaces values of a form by their names as it streams (application/x-www-form-urlencoded: URL Standard, section 5).
 * All else passes byte for byte. Throws ERR_UNMASKABLE for what can't be decoded.
 */
export function createFormRedactor(targets: Targets): StreamRedactor {
  let passed = false
  return byPiece(0x26, (pair) => {
    const masked = maskedPair(pair, targets)
    if (masked === null) return Buffer.alloc(0)
    const joint = passed ? '&' : ''
    passed = true
    return Buffer.concat([Buffer.from(joint), masked])
  })
}

/** Null for a pair that is taken out. */
function maskedPair(pair: Buffer, targets: Targets): Buffer | null {
  const equals = pair.indexOf('=')
  const name = decoded(pair.subarray(0, equals < 0 ? pair.length : equals))
  const field = fieldNamed(targets, name)
  if (field === undefined || equals < 0) return pair
  const text = told(field, Buffer.from(decoded(pair.subarray(equals + 1))))
  if (field.mode === 'remove') return null
  return Buffer.concat([pair.subarray(0, equals + 1), Buffer.from(encodeURIComponent(text))])
}

function decoded(text: Buffer): string {
  try {
    return decodeURIComponent(text.toString().replaceAll('+', ' '))
  } catch {
    throw unmaskable('it is no form')
  }
}
