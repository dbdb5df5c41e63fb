import type { Mask } from '../core/decision.ts'
import type { CustomDetector } from '../core/detector.ts'
import { createMasker, type Masker } from './index.ts'

const MASKS: readonly Mask[] = [
  { code: 'journal', detector: 'provider' },
  { code: 'journal', detector: 'generic' },
  { code: 'journal', detector: 'custom' },
  { code: 'journal', header: 'set-cookie' },
]

/**
 * A masker of everything that can be told to be secret, for what is recorded. Made again only when another credential
 * has been opened.
 *
 * @param known the values of all credentials opened so far: another list where one was added
 * @param custom the detectors that policy's data adds: another list where the policy changed
 */
export function recordMasker(
  known: () => readonly string[],
  custom: () => readonly CustomDetector[] | undefined = () => undefined,
): () => Masker {
  let of: readonly string[] | undefined
  let by: readonly CustomDetector[] | undefined
  let masker: Masker
  return () => {
    const values = known()
    const added = custom()
    if (of !== values || by !== added) masker = createMasker(MASKS, values, added)
    of = values
    by = added
    return masker
  }
}
