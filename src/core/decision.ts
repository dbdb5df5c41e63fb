import type { Input } from './input.ts'
import type { NonEmpty } from './json.ts'
import type { RecordLevels } from './recording.ts'

/** Why: `code` is the rule's path (`git/protected-branches`), `fix` says what would pass. */
export interface Reason {
  readonly code: string
  readonly message: string
  /** Index into the input's operations; absent where the reason is about the request as a whole. */
  readonly operation?: number
  readonly fix?: string
  /** The part of an operation's detail that a closer look would add: until then this refusal isn't final. */
  readonly needs?: string
}

/** People that a rule wants to hear from before one operation passes. */
export interface Requirement {
  readonly code: string
  readonly operation: number
  /** Groups, any of which may answer. */
  readonly from: NonEmpty<string>
  /** Distinct people, never groups. */
  readonly quorum: number
  /** Life of the approval, from the moment that it is asked for. */
  readonly seconds: number
  /** Present where nobody may approve without saying why. */
  readonly reason_required?: true
  /** Present where people must have logged in no longer ago than so many seconds: what a chat knows of them isn't enough. */
  readonly recent_login?: number
  /** The Slack channel, by its id, in which people are asked; absent for the configured one. */
  readonly channel?: string
  /** What the answer stands for once it is given, besides this request: at this connection, for so many seconds. */
  readonly lease?: {
    readonly resources: NonEmpty<string>
    readonly operations: NonEmpty<string>
    readonly seconds: number
  }
}

/**
 * What stands in for something that is masked: a fixed text; nothing; asterisks and its last four characters; or a text
 * that is the same for equal values within a session, and for nothing else.
 */
export type MaskMode = 'fixed' | 'remove' | 'last_four' | 'pseudonym'

/** What to hide in the answer, and how: a fixed text stands in for it unless a mode is named. */
export type Mask = { readonly code: string; readonly mode?: MaskMode } & MaskTarget

/**
 * Text that a named detector finds; the whole value of a header; the value at a JSON pointer (RFC 6901), where `*` stands
 * for any one name or index; or each that has this key, whatever the letters' case: of an object, a form, a column.
 */
export type MaskTarget =
  | { readonly detector: string }
  | { readonly header: string }
  | { readonly pointer: string }
  | { readonly key: string }

/** What a rule wants counted over a session before it judges for good: `counter` is the rule's code and a name. */
export interface Count {
  readonly counter: string
  /** A whole number, 1 or more. */
  readonly amount: number
}

/** What may come with a permit: another credential of the connection than its own, and how much is recorded. */
export interface Permitted {
  readonly credential?: string
  readonly record?: Partial<RecordLevels>
}

/** What Rego answered. */
export type Decision = {
  readonly id: string
  /** Revision of the bundle that answered. */
  readonly bundle: string
  readonly reasons: NonEmpty<Reason>
  /** Each counter at most once. Empty for a request that is denied, and for rules that count nothing. */
  readonly counts: readonly Count[]
} & (
  | ({ readonly effect: 'allow' } & Permitted)
  | ({ readonly effect: 'mask'; readonly masks: NonEmpty<Mask> } & Permitted)
  | {
      readonly effect: 'require_approval'
      readonly requirements: NonEmpty<Requirement>
      readonly masks: readonly Mask[]
    }
  | { readonly effect: 'deny' }
)

/** A decision, with what it was asked with that is recorded nowhere else: enough to ask again. */
export type Judgement = Decision & {
  readonly asked: Pick<Input, 'approval' | 'at' | 'lease'> & {
    readonly host: Input['request']['host']
    readonly labels: Input['connection']['labels']
    readonly counters: Input['session']['counters']
    readonly mark?: NonNullable<Input['session']['mark']>
  }
}
