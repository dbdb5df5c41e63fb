import type { Judgement } from './decision.ts'
import type { Json } from './json.ts'

/** What is asked, whichever of a bundle's entry points answers. */
export const DECISION_PATH = 'sallyport/decision'

/**
 * One decision as OPA's decision logs have it, in OPA's own names. Absent is what OPA leaves out where it is empty.
 * Source: OPA, `plugins/logs`, `EventV1`.
 */
export interface DecisionEvent {
  readonly labels: { readonly [name: string]: string }
  readonly decision_id: string
  /** By the bundle's name. Absent where no bundle was in force. */
  readonly bundles?: { readonly [name: string]: { readonly revision: string } }
  /** What was asked, without `data`: `sallyport/decision`. */
  readonly path: string
  readonly input?: Json
  /** Absent where there was none, but an error. */
  readonly result?: Json
  /** Paths of what `data.system.log.mask` took out, and of what it replaced. */
  readonly erased?: readonly string[]
  readonly masked?: readonly string[]
  readonly error?: { readonly code: string; readonly message: string }
  readonly requested_by: string
  /** RFC 3339. */
  readonly timestamp: string
  readonly metrics?: { readonly [name: string]: number }
  readonly custom?: { readonly [name: string]: Json }
}

/** Where decisions are logged. */
export interface DecisionLog {
  /** Takes an event, without known secrets, on its way. Never throws, and waits for nobody. */
  log(event: Omit<DecisionEvent, 'labels' | 'erased' | 'masked'>): void
}

/** What became of events. Stable: these are a metric's labels. */
export type DecisionLogOutcome =
  /** Its receiver has it. */
  | 'sent'
  /** `data.system.log.drop` said so. */
  | 'dropped'
  /** `data.system.log.drop` or `mask` failed, or answered nonsense. */
  | 'unmaskable'
  /** Newer ones took its place while its receiver was slow or away. */
  | 'buffer_full'
  /** It alone is longer than an upload, or the buffer, may be. */
  | 'too_large'
  /** The receiver refused it for good, or the file could not be written. */
  | 'refused'
  /** The gateway ended before the receiver took it. */
  | 'unsent'

/** What a decision log tells of itself. */
export interface DecisionLogObserver {
  counted(outcome: DecisionLogOutcome, events: number): void
  /** An upload, a write or a mask failed. The error's message holds nothing of the events. */
  failed(error: Error): void
}

/** What policy answered, in the names of Rego's own document: masks and readers of other decision logs look for them. */
export function resultOf({
  id: _id,
  bundle: _bundle,
  asked: _asked,
  effect,
  reasons,
  counts,
  ...more
}: Judgement): Json {
  const { requirements, masks } = { requirements: [], masks: [], ...more }
  return {
    ...{ effect, reasons, requirements, masks, counters: counts },
    ...('credential' in more && { credential: more.credential }),
    ...('record' in more && { record: more.record }),
  } as unknown as Json
}

/** The bundle in force, as OPA names bundles. */
export function bundlesOf(revision: string): NonNullable<DecisionEvent['bundles']> {
  return { default: { revision } }
}
