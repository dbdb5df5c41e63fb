import { unintelligible } from '../../core/errors.ts'

const PLAIN =
  /^(?:blob:none|blob:limit=[0-9]+[kmg]?|tree:[0-9]+|sparse:oid=[^\x00-\x20\x7f]+|object:type=(?:tag|commit|tree|blob))$/

/**
 * What a fetch leaves out: every part of its filter, all of which apply. Throws ERR_UNINTELLIGIBLE for a filter that
 * git-rev-list(1), "--filter", doesn't have.
 */
export function readFilter(text: string): readonly string[] {
  const parts = text.startsWith('combine:') ? text.slice('combine:'.length).split('+').map(decoded) : [text]
  for (const part of parts) if (!PLAIN.test(part)) throw unintelligible(`Sallyport does not know the filter "${part}".`)
  return parts
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw unintelligible('A part of the filter is not percent-encoded UTF-8.')
  }
}
