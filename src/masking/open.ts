import { createHmac } from 'node:crypto'
import type { Mask } from '../core/decision.ts'
import type { CustomDetector } from '../core/detector.ts'
import { forgetOldest } from '../core/oldest.ts'
import { createMasker, type Masker } from './masker.ts'
import { createSessionValues } from './session-values.ts'
import type { SharedValues } from './shared-values.ts'

/** Makes what masks answers, and what is kept of them. */
export interface Masking {
  /**
   * For one answer: the masks of a decision, every credential that was opened so far, and what was masked in this session
   * before. Throws ERR_UNMASKABLE for a detector that there is none of.
   */
  createMasker(masks: readonly Mask[], session: string): Masker
  /** Finds out what other replicas masked in a session, no more than a second ago. Rejects with ERR_STORE_UNAVAILABLE. */
  learn(session: string): Promise<void>
  /** For what is recorded of a session: everything that can be told to be secret. */
  recordMasker(session: string): Masker
}

export interface MaskingOptions {
  /** The values of all credentials opened so far: another list where one was added. */
  readonly known: () => readonly string[]
  /** The detectors of the active policy: another list with another policy. */
  readonly custom: () => readonly CustomDetector[] | undefined
  /** 32 bytes: pseudonyms are made with what comes of it for a session. */
  readonly key: Buffer
  readonly shared: SharedValues
}

/** What the record is masked by: whatever may be a secret, but nobody's name. */
const OF_RECORD: readonly Mask[] = [
  { code: 'journal', detector: 'provider' },
  { code: 'journal', detector: 'generic' },
  { code: 'journal', detector: 'custom' },
  { code: 'journal', header: 'set-cookie' },
]
/** Maskers that are kept ready: policies use few masks, again and again, and sessions ask for much. */
const READY = 1_000

interface Ready {
  /** What it was made of. */
  readonly lists: readonly unknown[]
  readonly masker: Masker
}

export function openMasking({ known, custom, key, shared }: MaskingOptions): Masking {
  const values = createSessionValues()
  const optionsOf = (session: string) => {
    const own = values.of(session)
    return {
      known: known(),
      remembered: own,
      custom: custom() ?? [],
      byHash: { key: shared.key, hashes: shared.of(session) },
      pseudonymKey: createHmac('sha256', key).update(session).digest(),
    }
  }
  const ready = new Map<string, Ready>()
  /** Made again only where a value, a detector or what another replica masked has come since. */
  const prepared = (name: string, session: string, make: () => Masker): Masker => {
    const lists = [known(), custom(), values.of(session), shared.of(session)]
    const kept = ready.get(name)
    if (kept?.lists.every((list, index) => list === lists[index])) return kept.masker
    const masker = make()
    ready.delete(name)
    ready.set(name, { lists, masker })
    forgetOldest(ready, READY)
    return masker
  }

  return {
    createMasker: (masks, session) =>
      prepared(`${session} ${JSON.stringify(masks)}`, session, () =>
        createMasker(masks, {
          ...optionsOf(session),
          masked: (value) => void (values.add(session, value) && shared.tell(session, value)),
        }),
      ),
    learn: shared.learn,
    recordMasker(session) {
      // Sessions without values of their own share one.
      const isShared = values.of(session).length === 0 && shared.of(session).size === 0
      return prepared(isShared ? '' : session, session, () => createMasker(OF_RECORD, optionsOf(session)))
    },
  }
}
