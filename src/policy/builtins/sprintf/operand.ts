import type { Value } from '../builtin.ts'
import { doubleOf, int64Of, isNumeric, textOf } from '../numeral.ts'
import { print } from '../print.ts'

/** What Go's fmt gets for an operand: OPA hands it nothing else. */
export type Operand =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'int64'; readonly integer: bigint }
  | { readonly type: '*big.Int'; readonly integer: bigint }
  | { readonly type: 'float64'; readonly double: number }

/** A number with a fraction or an exponent is a float, whatever its value; collections go as OPA prints them. */
export function operandOf(value: Value): Operand {
  if (typeof value === 'string') return { type: 'string', text: value }
  if (!isNumeric(value)) return { type: 'string', text: print(value) }
  const text = textOf(value)
  if (/[.eE]/.test(text)) {
    const double = doubleOf(value)
    return double === undefined ? { type: 'string', text } : { type: 'float64', double }
  }
  const integer = int64Of(value)
  return integer === undefined ? { type: '*big.Int', integer: BigInt(text) } : { type: 'int64', integer }
}
