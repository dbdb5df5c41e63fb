import type { Decision } from './decision.ts'
import type { Input } from './input.ts'

/** What judges requests. */
export interface Policy {
  /** Revision of the bundle that answers. */
  readonly revision: string
  /** Judges one request. Throws ERR_POLICY_INPUT, _RUNTIME, _UNDEFINED or _MALFORMED; each of them is a refusal. */
  decide(input: Input): Decision
}
