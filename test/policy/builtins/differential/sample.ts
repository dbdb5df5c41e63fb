import fc from 'fast-check'
import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { numericOf } from '../../../../src/policy/builtins/numeral.ts'

/** Lists of operands, by builtin. */
export type Cases = { readonly [builtin: string]: readonly (readonly Value[])[] }

const SEED = 20_261_122
const CASES = 150

/** Lists of operands, the same in every run. */
export function sample(operands: fc.Arbitrary<readonly Value[]>, cases = CASES): readonly (readonly Value[])[] {
  return fc.sample(operands, { seed: SEED, numRuns: cases })
}

/** One of these, or of what those make. */
export function either<T>(values: readonly T[], ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof(fc.constantFrom(...values), ...others)
}

/** Some of these in a row. */
export function joined(parts: readonly string[], maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { maxLength }).map((each) => each.join(''))
}

/** One after the other. */
export function row(...parts: (readonly string[] | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => ('generate' in part ? part : fc.constantFrom(...part))))
    .map((each) => each.join(''))
}

export const text = either(
  ['', 'a', 'ab', 'b', 'é', '😀', ',', 'a,b', 'aaa'],
  joined(['a', 'b', 'é', '😀', ',', ' ', '"', '\n'], 6),
)

export const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -5, max: 20 }),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }).map((value) => numericOf(String(value))),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => numericOf(String(value))),
  fc
    .constantFrom('1.0', '2.5', '1e1', '-0', '0.0', '1E5', '1e400', '123456789.0', '9223372036854775808')
    .map(numericOf),
)

export const scalar = fc.oneof(text, number, fc.constantFrom(null, true, false))

/** Values of JSON, and of Rego with sets. */
export const { json, rego } = fc.letrec<{ json: Value; rego: Value }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie('json')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
  rego: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<Value>('a', 'b', 0, 1, 2, null, true),
    fc.array(tie('rego'), { maxLength: 4 }),
    setOf(fc.constantFrom<Value>('a', 'b', 0, 1, 2)),
    fc
      .array(fc.tuple(fc.constantFrom<Value>('a', 'b', 1), tie('rego')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
}))

export function setOf(member: fc.Arbitrary<Value>): fc.Arbitrary<ReadonlySet<Value>> {
  return fc.uniqueArray(member, { maxLength: 4 }).map((members) => new Set(members))
}
