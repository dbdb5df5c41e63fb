import type { Builtin, Spend, Value } from './builtin.ts'
import { areStrings } from './value.ts'

/** A builtin of strings alone: undefined where an operand isn't one, which OPA takes for an error. */
export function ofStrings(call: (spend: Spend, ...texts: string[]) => Value | undefined): Builtin {
  return {
    notation: 'json',
    call: (spend, ...operands) => (areStrings(operands) ? call(spend, ...operands) : undefined),
  }
}
