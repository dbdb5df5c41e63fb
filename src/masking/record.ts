import type { Mask } from '../core/decision.ts'
import { detectors } from './detectors.ts'
import { createMasker, type Masker } from './index.ts'

/**
 * A masker of everything that can be told to be secret, for what is recorded. Made again only when another credential
 * has been opened.
 *
 * @param known the values of all credentials opened so far: another list where one was added
 */
export function recordMasker(known: () => readonly string[]): () => Masker {
  const masks: Mask[] = [...new Set(detectors.map(({ name }) => name))].map((detector) => ({
    code: 'journal',
    detector,
  }))
  masks.push({ code: 'journal', header: 'set-cookie' })
  let of: readonly string[] | undefined
  let masker: Masker
  return () => {
    const values = known()
    if (of !== values) masker = createMasker(masks, values)
    of = values
    return masker
  }
}
