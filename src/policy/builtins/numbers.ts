import type { Family, Value } from './builtin.ts'
import { integerOf } from './numeral.ts'

/** What a number in an answer takes, in steps. */
const STEPS_PER_NUMBER = 16

/** OPA's builtin of ranges that the module lacks: from one integer to another, up or down. Source: v1/topdown/numbers.go. */
export const numbersFamily: Family = {
  'numbers.range_step': {
    notation: 'json',
    call(spend, ...operands) {
      const [from, to, step] = operands.map(integerOf)
      if (from === undefined || to === undefined || step === undefined || step <= 0n) return undefined
      const count = (from < to ? to - from : from - to) / step + 1n
      spend(Number(count) * STEPS_PER_NUMBER)
      const signed = from <= to ? step : -step
      const numbers: Value[] = []
      for (let index = 0n; index < count; index += 1n) numbers.push(from + signed * index)
      return numbers
    },
  },
}
