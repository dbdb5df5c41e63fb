import type { Mask } from '../core/decision.ts'
import { createMasker, type Masker } from './index.ts'

const MASKS: readonly Mask[] = [
  { code: 'journal', detector: 'provider' },
  { code: 'journal', detector: 'generic' },
  { code: 'journal', header: 'set-cookie' },
]

/**
 * A masker of everything that can be told to be secret, for what is recorded. Made again only when another credential
 * has been opened.
 *
 * @param known the values of all credentials opened so far: another list where one was added
 */
export function recordMasker(known: () => readonly string[]): () => Masker {
  let of: readonly string[] | undefined
  let masker: Masker
  return () => {
    const values = known()
    if (of !== values) masker = createMasker(MASKS, values)
    of = values
    return masker
  }
}
