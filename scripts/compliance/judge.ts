import type { Value } from '../../src/policy/builtins/builtin.ts'
import { decode, encode } from '../../src/policy/builtins/codec.ts'
import { builtins } from '../../src/policy/builtins/index.ts'
import { entriesOf, isArray, isSet, keyOf, sorted } from '../../src/policy/builtins/value.ts'
import type { Built } from './build.ts'
import type { Case } from './cases.ts'
import { instantiate } from './instance.ts'

/** Passed, or failed and how, or left out and why. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly how: string }
  | { readonly kind: 'left out'; readonly why: string }

const PASSED: Verdict = { kind: 'passed' }

/** OPA's own exceptions for WebAssembly. Source: OPA's internal/wasm/sdk/test/e2e/exceptions.yaml. */
const EXCEPTIONS: { readonly [note: string]: string } = {
  'data/toplevel integer': 'the module looks for no numbers in data',
  'data/nested integer': 'the module looks for no numbers in data',
  'strings/format_int: bignum exact (>64-bit integer, all bases + negative)': 'the module has integers of 64 bits',
}

/** What is left out before it is built. */
export function exempt({ note, experimental, environment }: Case): string | null {
  const exception = EXCEPTIONS[note]
  if (exception !== undefined) return `OPA's own runner leaves it out: ${exception}`
  if (experimental) return 'needs experimental keywords'
  return environment ? 'needs environment variables' : null
}

/**
 * Evaluates a case and compares. Where an error is wanted, nothing and an error are both right: the engine isn't strict, so
 * that a builtin's failure is undefined.
 */
export function judge(each: Case, built: Built): Verdict {
  if ('refusal' in built) return judgeRefusal(each, built.refusal)
  const instance = instantiate(built.wasm)
  const missing = instance.hosted.filter((name) => !builtins.has(name))
  if (missing.length > 0) return { kind: 'left out', why: `needs ${missing.join(', ')}` }
  let text: string
  try {
    text = instance.evaluate(
      encode(each.data, 'json'),
      each.input === undefined ? undefined : encode(each.input, 'json'),
    )
  } catch (thrown) {
    return each.wantError ? PASSED : { kind: 'failed', how: `threw: ${(thrown as Error).message}` }
  }
  return compare(each, resultsOf(decode(text, 'rego')))
}

function judgeRefusal({ wantError }: Case, refusal: string): Verdict {
  if (wantError) return PASSED
  const reason = /(deprecated built-in|undefined function|rego_\w+_error|unsafe)/.exec(refusal)?.[1] ?? 'another reason'
  return { kind: 'left out', why: `OPA doesn't build it: ${reason}` }
}

/** The members of the set that the question makes. */
function resultsOf(set: Value): Value[] {
  const [only] = set instanceof Set || isArray(set) ? [...set] : []
  const result = only instanceof Map ? only.get('result') : undefined
  return isSet(result) ? [...result] : []
}

function compare({ wantResult, wantDefined, wantError, sorted: unordered }: Case, results: readonly Value[]): Verdict {
  if (wantError && wantResult === undefined)
    return results.length === 0 ? PASSED : { kind: 'failed', how: `an error was wanted, not ${show(results)}` }
  if (wantResult === undefined) {
    if (wantDefined === undefined || wantDefined === results.length > 0) return PASSED
    return { kind: 'failed', how: wantDefined ? 'undefined' : `nothing was wanted, not ${show(results)}` }
  }
  const got = new Set(results.map((result) => keyOf(plain(result, unordered))))
  const wanted = new Set(wantResult.map((result) => keyOf(plain(result, unordered))))
  if (got.size === wanted.size && [...got].every((key) => wanted.has(key))) return PASSED
  return { kind: 'failed', how: `${show(wantResult)} was wanted, not ${show(results)}` }
}

/** As OPA's JSON has it: sets as arrays in order, and keys as strings. */
function plain(value: Value, unordered: boolean, depth = 0): Value {
  if (isArray(value) || isSet(value)) {
    const members = (isSet(value) ? sorted(value) : [...value]).map((member) => plain(member, unordered, depth + 1))
    return unordered && depth === 1 ? sorted(members) : members
  }
  if (value === null || typeof value !== 'object' || 'text' in value) return value
  const entries = entriesOf(value).map(([key, member]): [Value, Value] => [
    typeof key === 'string' ? key : encode(plain(key, false), 'json'),
    plain(member, unordered, depth + 1),
  ])
  return new Map(entries)
}

function show(value: Value): string {
  return encode(value, 'rego').slice(0, 300)
}
