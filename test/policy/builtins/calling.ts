import type { Value } from '../../../src/policy/builtins/builtin.ts'
import { builtins } from '../../../src/policy/builtins/index.ts'

/** What a builtin answers, however much it works. */
export function call(name: string, ...operands: Value[]): Value | undefined {
  return builtins.get(name)!.call(() => {}, ...operands)
}

/** What a builtin charges for its work. Throws what it throws. */
export function workOf(name: string, ...operands: Value[]): number {
  let work = 0
  builtins.get(name)!.call(
    (units) => {
      work += units
    },
    ...operands,
  )
  return work
}

/** Whether a builtin stops, by what `spend` throws, before it has done more than so much. */
export function stopsAt(budget: number, name: string, ...operands: Value[]): boolean {
  let left = budget
  const spent = new Error('spent')
  try {
    builtins.get(name)!.call(
      (units) => {
        left -= units
        if (!(left > 0)) throw spent
      },
      ...operands,
    )
    return false
  } catch (thrown) {
    return thrown === spent
  }
}
