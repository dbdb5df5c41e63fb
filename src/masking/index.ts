import type { Mask } from '../core/decision.ts'
import { GatewayError } from '../core/errors.ts'
import type { Headers } from '../core/request.ts'
import { detectors } from './detectors.ts'
import { maskHeaders } from './headers.ts'
import { planRedaction, type Redactor, redactorOf } from './redactor.ts'
import type { Plan } from './scanner.ts'

export type { Redactor } from './redactor.ts'

/** What a decision's masks do to one answer. */
export interface Masker {
  /** Whether the body changes at all: if not, it needn't be text. */
  readonly body: boolean
  /** The answer's header fields, and likewise its trailers. Where the body changes, without those that describe its bytes. */
  headers(headers: Headers): Headers
  /** For one body: it keeps what it holds back. */
  redactor(): Redactor
  /** False where a text surely holds nothing to hide; quicker than masking it. */
  suspects(text: string): boolean
}

/** Fields that are wrong about a body once it is masked (RFC 9110, section 8.6; RFC 9530; RFC 1864). */
const OF_THE_BYTES: ReadonlySet<string> = new Set([
  'accept-ranges',
  'content-digest',
  'content-length',
  'content-md5',
  'digest',
  'repr-digest',
])

/**
 * Prepares the masks of a decision, and the masking of the exact strings `known` (credentials that the gateway holds).
 * Throws ERR_UNMASKABLE for a detector that there is none of: before a request is sent, so that nothing is sent.
 */
export function createMasker(masks: readonly Mask[], known: readonly string[]): Masker {
  const chosen = new Set(masks.flatMap((mask) => ('detector' in mask ? [mask.detector] : [])))
  const passes = [...planRedaction([], known), ...planOfDetectors([...chosen].sort())]
  const body = passes.length > 0

  const suspects = (text: string): boolean =>
    passes.some(({ anyHint }) => {
      anyHint.lastIndex = 0
      return anyHint.exec(text) !== null
    })

  function redactText(value: string): string {
    if (!suspects(value)) return value
    const once = redactorOf(passes)
    return Buffer.concat([once.write(Buffer.from(value, 'latin1')), once.end()]).toString('latin1')
  }

  return {
    body,
    suspects,
    redactor: () => redactorOf(passes),
    headers(headers) {
      const kept = body ? headers.filter(([name]) => !OF_THE_BYTES.has(name)) : headers
      // Most header fields hold nothing of interest, and there are many of them: one look at all tells.
      const clean = !suspects(kept.map(([, value]) => value).join('\n'))
      return maskHeaders(kept, masks, clean ? (value) => value : redactText)
    },
  }
}

/** Policies use few sets of detectors, again and again, and compiling one costs more than masking most answers. */
const plans = new Map<string, readonly Plan[]>()

function planOfDetectors(names: readonly string[]): readonly Plan[] {
  const key = names.join()
  let plan = plans.get(key)
  if (plan === undefined) {
    names.forEach(checkName)
    plan = planRedaction(
      detectors.filter((detector) => names.includes(detector.name)),
      [],
    )
    plans.set(key, plan)
  }
  return plan
}

function checkName(name: string): void {
  const names = [...new Set(detectors.map((detector) => detector.name))]
  if (names.includes(name)) return
  throw new GatewayError('ERR_UNMASKABLE', `The policy masks with a detector that there is none of: "${name}".`, {
    fix: `Name one of ${names.join(', ')}.`,
  })
}
