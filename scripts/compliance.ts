import { ensureOpa } from '../src/policy/workshop/opa.ts'
import { build } from './compliance/build.ts'
import { type Case, readCases } from './compliance/cases.ts'
import { exempt, judge, type Verdict } from './compliance/judge.ts'

/** OPA's own test cases, built to modules and evaluated with the host's builtins. */
const [folder, flag, names = ''] = process.argv.slice(2)
if (folder === undefined || (flag !== undefined && flag !== '--only')) {
  console.error("usage: node scripts/compliance.ts <folder of OPA's cases> [--only family,…]")
  process.exit(64)
}

const started = performance.now()
const opa = await ensureOpa()
const cases = readCases(
  folder,
  names.split(',').filter((name) => name !== ''),
)
const verdicts = new Map<Case, Verdict>()
const waiting = [...cases]
/** As many builds at once: OPA takes a core for itself. */
const BUILDS = 2

async function work(): Promise<void> {
  for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
    const reason = exempt(each)
    verdicts.set(each, reason !== null ? { kind: 'left out', why: reason } : judge(each, await build(opa, each)))
  }
}
await Promise.all(Array.from({ length: BUILDS }, work))

function count(values: Iterable<string>): [string, number][] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1))
}

const of = (kind: Verdict['kind'], family?: string) =>
  cases.filter((each) => verdicts.get(each)?.kind === kind && (family === undefined || each.family === family))

for (const each of cases) {
  const verdict = verdicts.get(each)
  if (verdict?.kind === 'failed') console.log(`FAILED ${each.note}: ${verdict.how}`)
}
for (const [family] of count(cases.map((each) => each.family))) {
  const [passed, failed, left] = (['passed', 'failed', 'left out'] as const).map((kind) => of(kind, family).length)
  console.log(`${family}: ${passed} passed, ${failed} failed, ${left} left out`)
}
for (const [why, times] of count(
  [...verdicts.values()].flatMap((each) => (each.kind === 'left out' ? [each.why] : [])),
)) {
  console.log(`left out, ${times}: ${why}`)
}
console.log(`${Math.round((performance.now() - started) / 1000)} s`)
console.log(`${of('passed').length} passed, ${of('failed').length} failed, ${of('left out').length} left out`)
if (of('failed').length > 0 || cases.length === 0) process.exitCode = 1
