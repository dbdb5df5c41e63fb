import type { Decision } from './decision.ts'
import type { CustomDetector } from './detector.ts'
import type { ErrorCode } from './errors.ts'
import type { Input } from './input.ts'

/** What judges requests. */
export interface Policy {
  /** Revision of the bundle that answers. */
  readonly revision: string
  /** The detectors that its data adds. */
  readonly detectors?: readonly CustomDetector[]
  /** Judges one request. Throws ERR_POLICY_*; each of them is a refusal. */
  decide(input: Input): Decision
  /**
   * What another entry point (`system/log/mask`) of the same bundle answers about any JSON; undefined where the bundle
   * has none of that name, or it answers nothing. Throws ERR_POLICY_*.
   */
  ask?(entrypoint: string, input: unknown): unknown
}

/** One thing that happened to the policy, on any replica. Times are milliseconds since the epoch. */
export interface PolicyChange {
  readonly id: number
  readonly at: number
  readonly kind: 'activated' | 'refused' | 'lowered'
  /** Null where it wasn't read that far, and where the floor was lowered. */
  readonly revision: string | null
  readonly sequence: number | null
  /** Who lowered the floor. */
  readonly by: string | null
  readonly reason: string | null
  /** The gateway that it happened to. */
  readonly replica: string
}

/** The changes of the policy, on record for good: from them comes the floor, below which no bundle may be. */
export interface PolicyStore {
  /** Puts an activation on record, unless it is the newest already. False where the bundle is below the floor. */
  activate(bundle: BundleName, at: number): Promise<{ accepted: boolean; floor: number | null }>
  refuse(bundle: Partial<BundleName>, reason: string, at: number): Promise<void>
  /** False where that is not lower than the floor. */
  lower(
    sequence: number,
    because: { by: string; reason: string },
    at: number,
  ): Promise<{ lowered: boolean; floor: number | null }>
  /** The floor, null where there is none, and the latest changes, newest first. */
  read(limit: number): Promise<{ floor: number | null; changes: readonly PolicyChange[] }>
}

/** What a bundle calls itself. */
export interface BundleName {
  readonly revision: string
  readonly sequence: number | null
}

/** What went wrong, and when. */
export interface PolicyProblem {
  readonly code: ErrorCode
  readonly message: string
  readonly at: number
}

/** The policy of one gateway as it stands. Times are milliseconds since the epoch. */
export interface PolicyStatus extends BundleName {
  /** The file, folder or URL that bundles come from. */
  readonly source: string
  readonly activatedAt: number
  /** When the source was last asked; null before the first answer. */
  readonly checkedAt: number | null
  /** Why the last look at the source brought nothing; null where it went well. */
  readonly lastError: PolicyProblem | null
}
