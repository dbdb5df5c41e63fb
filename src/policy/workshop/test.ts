import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { problemsOf } from '../../detectors/index.ts'
import { detectorsIn } from '../detectors.ts'
import { casesOf, differingCases } from './cases.ts'
import { differingInputs } from './compare.ts'
import { runOpa } from './run-opa.ts'

/** What is to be tested, and how hard. */
export interface TestOptions {
  readonly opa: string
  readonly policies: string
  /** How many generated inputs OPA and the engine both decide. */
  readonly inputs: number
  /** Percent of lines that the tests must reach. */
  readonly coverage: number
}

/** What came of it. */
export interface TestReport {
  readonly tests: number
  /** Percent of lines that the tests reach. */
  readonly coverage: number
  readonly inputs: number
  /** A sentence for each test that fails, and for each difference between OPA and the engine. */
  readonly problems: readonly string[]
}

interface Coverage {
  readonly coverage: number
  readonly files: {
    readonly [file: string]: { readonly not_covered?: readonly { readonly start: { readonly row: number } }[] }
  }
}

/**
 * Runs an author's tests in OPA and again in the engine, and has both decide generated inputs. Rejects with what OPA
 * says where the policies can't be read or built.
 */
export async function testPolicies({ opa, policies, inputs, coverage }: TestOptions): Promise<TestReport> {
  const cases = await casesOf(opa, policies)
  const failing = cases.filter(({ passed }) => !passed)
  const problems = failing.map(({ package: path, name }) => `${path}.${name} fails.`)
  problems.push(...(await wrongDetectors(policies)))
  let reached = 0
  // OPA reports no coverage of tests that fail.
  if (failing.length === 0) {
    const text = await runOpa(opa, policies, ['test', '.', '--coverage', '--format', 'json', '--timeout', '120s'])
    const report = JSON.parse(text) as Coverage
    reached = Math.floor(report.coverage * 100) / 100
    if (reached < coverage)
      problems.push(...uncovered(report), `Tests reach ${reached}% of the lines, not ${coverage}%.`)
  }
  problems.push(...(await differingCases(opa, policies, cases)))
  for (const { entrypoint, input, opa: one, wasm } of await differingInputs(opa, policies, inputs)) {
    problems.push(
      `${entrypoint} decides an input differently.\n  input ${JSON.stringify(input)}\n  OPA   ${JSON.stringify(one)}\n  WASM  ${JSON.stringify(wasm)}`,
    )
  }
  return { tests: cases.length, coverage: reached, inputs, problems }
}

/** Detectors that the data adds, and that don't do what they say of themselves. */
async function wrongDetectors(policies: string): Promise<string[]> {
  const data = await readFile(join(policies, 'data.json')).catch(() => Buffer.from('{}'))
  return detectorsIn(data).flatMap(problemsOf)
}

function uncovered({ files }: Coverage): string[] {
  const lines = Object.entries(files).flatMap(([file, { not_covered = [] }]) =>
    not_covered.map(({ start }) => `${file}:${start.row} is reached by no test.`),
  )
  return [...new Set(lines)]
}
