import { Ajv } from 'ajv'
import type { Count, Decision, Mask, Permitted, Reason, Requirement } from '../core/decision.ts'
import { GatewayError } from '../core/errors.ts'
import type { NonEmpty } from '../core/json.ts'

/** A decision as `policies/main.rego` answers it, before it has an id. */
type Document = { readonly reasons: NonEmpty<Reason>; readonly counters: readonly Count[] } & (
  | ({
      readonly effect: 'allow'
      readonly requirements: readonly []
      readonly masks: readonly []
    } & Permitted)
  | ({
      readonly effect: 'mask'
      readonly requirements: readonly []
      readonly masks: NonEmpty<Mask>
    } & Permitted)
  | {
      readonly effect: 'require_approval'
      readonly requirements: NonEmpty<Requirement>
      readonly masks: readonly Mask[]
    }
  | { readonly effect: 'deny'; readonly requirements: readonly []; readonly masks: readonly [] }
)

const text = { type: 'string', minLength: 1 }
const whole = { type: 'integer', minimum: 1 }
const mode = { enum: ['fixed', 'remove', 'last_four', 'pseudonym'] }
const none = { type: 'array', maxItems: 0 }
const level = { enum: ['full', 'head', 'none'] }
const ALONG = { credential: text, record: { ...exactly({ request: level, answer: level }, 0), minProperties: 1 } }

const isDocument = new Ajv({ discriminator: true }).compile<Document>({
  $defs: {
    reasons: list(
      exactly({ code: text, message: text, operation: { type: 'integer', minimum: 0 }, fix: text, needs: text }, 2),
    ),
    requirements: list(
      exactly(
        {
          code: text,
          operation: { type: 'integer', minimum: 0 },
          from: list(text),
          quorum: whole,
          seconds: whole,
          reason_required: { const: true },
          recent_login: whole,
          channel: text,
          lease: exactly({ resources: list(text), operations: list(text), seconds: whole }),
        },
        5,
      ),
    ),
    counters: { type: 'array', items: exactly({ counter: text, amount: whole }) },
    mask: {
      anyOf: ['detector', 'header', 'pointer', 'key'].map((what) => exactly({ code: text, [what]: text, mode }, 2)),
    },
  },
  type: 'object',
  required: ['effect'],
  discriminator: { propertyName: 'effect' },
  oneOf: [
    document('allow', none, none, ALONG),
    document('mask', none, list({ $ref: '#/$defs/mask' }), ALONG),
    document('require_approval', { $ref: '#/$defs/requirements' }, { type: 'array', items: { $ref: '#/$defs/mask' } }),
    document('deny', none, none),
  ],
})

function document(effect: string, requirements: object, masks: object, more: object = {}): object {
  const counters = effect === 'deny' ? none : { $ref: '#/$defs/counters' }
  const reasons = { $ref: '#/$defs/reasons' }
  return exactly({ effect: { const: effect }, reasons, requirements, masks, counters, ...more }, 5)
}

function list(items: object): object {
  return { type: 'array', minItems: 1, items }
}

/** An object with these properties and no other, of which the first `required` must be there. */
function exactly(properties: { readonly [name: string]: object }, required = Number.POSITIVE_INFINITY): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties).slice(0, required),
    properties,
  }
}

/**
 * A decision from an OPA result set, its lists in a stable order: the engine's own isn't. Throws ERR_POLICY_UNDEFINED if
 * the policy answered nothing, and ERR_POLICY_MALFORMED for what is no decision about this many operations.
 */
export function readDecision(results: unknown, about: { id: string; bundle: string; operations: number }): Decision {
  const { id, bundle, operations } = about
  const result: unknown = Array.isArray(results) ? results[0]?.result : undefined
  if (result === undefined) {
    throw new GatewayError('ERR_POLICY_UNDEFINED', 'The policy answered nothing about this request, which is refused.')
  }
  if (!isDocument(result)) throw malformed(isDocument.errors)
  for (const { operation } of [...result.reasons, ...result.requirements]) {
    if (operation !== undefined && operation >= operations) throw malformed(`there is no operation ${operation}`)
  }
  const common = { id, bundle, reasons: sorted(result.reasons), counts: totals(result.counters) }
  switch (result.effect) {
    case 'allow':
      return { ...common, effect: result.effect, ...alongOf(result) }
    case 'mask':
      return { ...common, effect: result.effect, masks: sorted(result.masks), ...alongOf(result) }
    case 'require_approval':
      return {
        ...common,
        effect: result.effect,
        requirements: sorted(result.requirements),
        masks: sorted(result.masks),
      }
    default:
      return { ...common, effect: result.effect }
  }
}

function alongOf({ credential, record }: Permitted): Permitted {
  return { ...(credential !== undefined && { credential }), ...(record !== undefined && { record }) }
}

/** A rule may count the same thing several times. */
function totals(counts: readonly Count[]): readonly Count[] {
  const totals = new Map<string, number>()
  for (const { counter, amount } of counts) totals.set(counter, (totals.get(counter) ?? 0) + amount)
  return [...totals]
    .map(([counter, amount]) => ({ counter, amount }))
    .sort((one, other) => (one.counter < other.counter ? -1 : 1))
}

function sorted<T extends readonly (Reason | Requirement | Mask)[]>(list: T): T {
  return list.toSorted((one, other) => compare(keyOf(one), keyOf(other))) as readonly unknown[] as T
}

/** By operation, what concerns the whole request first; then by whatever else tells two of a kind apart. */
function keyOf(item: Reason | Requirement | Mask): readonly [number, string] {
  const operation = 'operation' in item ? (item.operation ?? -1) : -1
  return [operation, `${item.code} ${'message' in item ? item.message : 'quorum' in item ? '' : targetOf(item)}`]
}

function targetOf(mask: Mask): string {
  const { code: _code, mode = 'fixed', ...target } = mask
  return `${Object.entries(target).join()} ${mode}`
}

function compare(one: readonly [number, string], other: readonly [number, string]): number {
  return one[0] - other[0] || (one[1] < other[1] ? -1 : Number(one[1] > other[1]))
}

function malformed(cause: unknown): GatewayError {
  return new GatewayError(
    'ERR_POLICY_MALFORMED',
    'The policy answered with something that is no decision. The request is refused.',
    {
      cause,
    },
  )
}
