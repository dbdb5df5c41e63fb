import type { DatabasePool } from 'slonik'
import type { CustomDetector } from './core/detector.ts'
import type { KeyStore } from './core/ports.ts'
import { createSharedValues, type Masking, openMasking as masksOf } from './masking/index.ts'
import { createMaskedValueStore } from './store/masked-values.ts'

interface MaskingPorts {
  readonly pool: DatabasePool
  readonly keys: KeyStore
  /** The values of all credentials opened so far: another list where one was added. */
  readonly known: () => readonly string[]
  /** The detectors of the active policy: another list with another policy. */
  readonly custom: () => readonly CustomDetector[] | undefined
  readonly now: () => number
  readonly report: (error: unknown) => void
}

/** What masks answers and records, over a migrated database, by which replicas tell each other what they masked. */
export async function openMasking({ pool, keys, known, custom, now, report }: MaskingPorts): Promise<Masking> {
  const store = createMaskedValueStore(pool)
  const shared = createSharedValues(store, await keys.keyOf('masked values'), now, report)
  return masksOf({ known, custom, shared, key: await keys.keyOf('pseudonyms') })
}
