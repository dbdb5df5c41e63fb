import { unintelligible } from '../../core/errors.ts'

/** Longer lists than any client has, in bytes. A refusal looks for `side-band-64k` no further than this. */
export const MOST_CAPABILITIES = 4096

/**
 * The capabilities behind a request's first line, each by its name, the value behind `=` kept (gitprotocol-capabilities).
 * Throws ERR_UNINTELLIGIBLE for a list too long, for control characters, and for one capability named twice, since
 * servers differ on which of the two they take.
 */
export function readCapabilities(text: string): ReadonlySet<string> {
  if (text.length > MOST_CAPABILITIES) throw unintelligible('The list of capabilities is too long to be one.')
  if (/[\x00-\x1f\x7f]/.test(text)) throw unintelligible('The list of capabilities holds a control character.')
  const words = text.split(' ').filter((word) => word !== '')
  const names = words.map((word) => word.split('=', 1)[0]!)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw unintelligible(`The request names the capability "${twice}" twice.`)
  return new Set(words)
}
