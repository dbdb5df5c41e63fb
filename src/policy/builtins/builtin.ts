import type { Numeral } from './numeral.ts'

/** Charges for work, in units of about one byte or one small step; throws once the evaluation's budget is spent. */
export type Spend = (units: number) => void

/**
 * A value of Rego. An integer beyond ±2^53 is a bigint, and a number whose text neither a number nor a bigint gives back
 * (`1.0`, `1e3`, twenty decimals) a {@link Numeral}. With the notation 'rego' a set is a Set and an object a Map; with
 * 'json' a set comes as an array, and an object as a plain object.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | Numeral
  | string
  | readonly Value[]
  | ReadonlySet<Value>
  | ReadonlyMap<Value, Value>
  | { readonly [key: string]: Value }

/** How values cross the border of the module: by `opa_json_dump` and `opa_json_parse`, or by `opa_value_dump` and `opa_value_parse`. */
export type Notation = 'json' | 'rego'

/** One of OPA's builtin functions. */
export interface Builtin {
  /** Only 'rego' keeps sets, and keys that aren't strings. */
  readonly notation: Notation
  /**
   * Undefined where OPA's builtin fails or is undefined: Rego sees undefined. Throws an Error for a form that can't be
   * answered exactly as OPA does, and whatever `spend` throws.
   */
  call(spend: Spend, ...args: Value[]): Value | undefined
}

/** Some of OPA's builtins, by OPA's names. */
export type Family = { readonly [name: string]: Builtin }
