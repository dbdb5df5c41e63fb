import type { Mark } from './honeytoken.ts'
import type { Json, NonEmpty } from './json.ts'
import type { Answers } from './lease.ts'
import type { Operation } from './operation.ts'
import type { Trust } from './session.ts'

/** One requirement that people have met. `operation` is an index into the input's operations. */
export interface Satisfied extends Answers {
  readonly operation: number
  /** The lease by which the answer stands for some time; absent for an answer to this very request. */
  readonly lease?: string
}

/** The frozen document that Rego sees. Described by `policies/schemas/input.schema`. */
export interface Input {
  readonly version: 1
  readonly session: {
    readonly id: string
    readonly agent: string
    readonly issuer: string
    readonly subject: string
    readonly groups: readonly string[]
    readonly claims: { readonly [name: string]: Json }
    readonly trust: Trust
    readonly counters: { readonly [name: string]: number }
    /** The first of the session's honeytokens that was seen; absent where none was. `at` is RFC 3339. */
    readonly mark?: Omit<Mark, 'at'> & { readonly at: string }
  }
  readonly lease: {
    readonly id: string
    readonly connections: readonly string[]
    readonly resources: readonly string[]
    readonly operations: readonly string[]
    readonly until: string
  } | null
  readonly connection: {
    readonly name: string
    readonly protocol: string
    readonly labels: { readonly [name: string]: Json }
  }
  readonly request: { readonly method: string; readonly host: string; readonly path: string }
  readonly operations: NonEmpty<Operation>
  readonly approval: { readonly satisfied: readonly Satisfied[] } | null
  /** RFC 3339. Time is an input, never a builtin. */
  readonly at: string
}
