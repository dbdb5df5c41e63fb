import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENTRYPOINT, readBundle } from '../bundle.ts'
import { evaluate, type Instance } from '../host.ts'
import { finished, prepare, revive } from '../preparation.ts'
import { CAPABILITIES } from './build.ts'
import { type OpaFailure, runOpa } from './run-opa.ts'

/** One test rule of an author's. */
export interface Case {
  /** Without `data.`: `sallyport.rules.git.reads_test`. */
  readonly package: string
  readonly name: string
  readonly passed: boolean
}

/** What `opa test` says of each test, by package and name. Rejects with what OPA says where the policies can't be read. */
export async function casesOf(opa: string, policies: string): Promise<Case[]> {
  // A test that fails is an answer; what OPA can't read is none.
  const text = await runOpa(opa, policies, ['test', '.', '--format', 'json', '--timeout', '60s']).catch(
    (error: { cause: OpaFailure }) => {
      if (error.cause.code === 2 && error.cause.stdout.startsWith('[')) return error.cause.stdout
      throw error
    },
  )
  const results = JSON.parse(text || '[]') as {
    package: string
    name: string
    fail?: boolean
    error?: unknown
    skip?: boolean
  }[]
  return (
    results
      .filter(({ skip }) => !skip)
      .map(({ package: path, name, fail, error }) => ({
        package: path.replace(/^data\./, ''),
        name,
        passed: !fail && error === undefined,
      }))
      // OPA runs them at once, and lists them as they end.
      .sort((a, b) => (`${a.package}.${a.name}` < `${b.package}.${b.name}` ? -1 : 1))
  )
}

/**
 * The same tests, compiled and run by the gateway's engine: what each of those says that differs from OPA. Rejects
 * where they can't be compiled.
 */
export async function differingCases(opa: string, policies: string, cases: readonly Case[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-cases-'))
  try {
    const output = join(folder, 'bundle.tar.gz')
    const paths = cases.map((it) => `${it.package.replaceAll('.', '/')}/${it.name}`)
    await runOpa(opa, policies, [
      ...['build', '--bundle', '.', '--target', 'wasm', '--capabilities', CAPABILITIES, '--revision', 'tests'],
      ...[ENTRYPOINT, ...paths].flatMap((path) => ['--entrypoint', path]),
      ...['--output', output],
    ])
    const prepared = prepare(readBundle(await readFile(output)))
    let instance: Instance | undefined
    return cases.flatMap(({ package: path, name, passed }, index) => {
      instance ??= finished(revive(prepared))
      try {
        const [answer] = evaluate(instance, instance.state.entrypoints[paths[index]!]!, NO_INPUT, FUEL) as Answers
        return (answer?.result === true) === passed
          ? []
          : [difference(path, name, passed, `is ${JSON.stringify(answer?.result)}`)]
      } catch (thrown) {
        instance = undefined
        return passed ? [difference(path, name, passed, `failed: ${(thrown as Error).message}`)] : []
      }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Answers = readonly { readonly result: unknown }[]

const NO_INPUT = Buffer.alloc(0)

/** A test may try many inputs in one rule, and OPA has no such limit. */
const FUEL = 1_000_000_000

function difference(path: string, name: string, passed: boolean, what: string): string {
  return `${path}.${name} ${passed ? 'passes' : 'fails'} in OPA, and in WebAssembly it ${what}.`
}
