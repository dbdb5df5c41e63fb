import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../core/json.ts'
import { ENTRYPOINT, readBundle } from '../bundle.ts'
import { fuelFor } from '../fuel.ts'
import { evaluate, type Instance } from '../host.ts'
import { finished, prepare, revive } from '../preparation.ts'
import { buildBundle } from './build.ts'
import { generateInputs, type Vocabulary, vocabularyOf } from './generate.ts'
import { runOpa } from './run-opa.ts'

/** One input that OPA and the gateway's engine decide differently. */
export interface Difference {
  readonly entrypoint: string
  readonly input: Json
  readonly opa: Json | undefined
  readonly wasm: Json | undefined
}

/**
 * Decides many generated inputs by OPA's own evaluator and by the engine, through each entry point that is meant for
 * them. Rejects where the policies can't be built.
 */
export async function differingInputs(opa: string, policies: string, count: number): Promise<Difference[]> {
  const inputs = generateInputs(count, await vocabularyIn(policies))
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-compare-'))
  try {
    const output = join(folder, 'bundle.tar.gz')
    await buildBundle({ opa, policies, output, revision: 'compare', sequence: null })
    const expected = await decidedByOpa(opa, policies, folder, inputs)
    const prepared = prepare(readBundle(await readFile(output)))
    let instance: Instance | undefined
    return inputs.flatMap((input, index) => {
      const { protocol } = (input as { connection: { protocol: string } }).connection
      return [ENTRYPOINT, `sallyport/protocols/${protocol}/decision`].flatMap((entrypoint) => {
        instance ??= finished(revive(prepared))
        const id = instance.state.entrypoints[entrypoint]
        if (id === undefined) return []
        let wasm: Json | undefined
        try {
          const bytes = Buffer.from(JSON.stringify(input))
          const answers = evaluate(instance, id, bytes, fuelFor(bytes.length)) as readonly { readonly result: Json }[]
          wasm = answers[0]?.result
        } catch (thrown) {
          instance = undefined
          wasm = { failed: (thrown as Error).message }
        }
        const opaSays = expected[String(index)]
        return isDeepStrictEqual(unordered(wasm), unordered(opaSays)) ? [] : [{ entrypoint, input, opa: opaSays, wasm }]
      })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function decidedByOpa(
  opa: string,
  policies: string,
  folder: string,
  inputs: readonly Json[],
): Promise<{ readonly [index: string]: Json }> {
  const generated = join(folder, 'generated.json')
  await writeFile(generated, JSON.stringify({ generated: inputs }))
  const query = '{i: d | some i, document in data.generated; d := data.sallyport.decision with input as document}'
  const files = ['--data', '.', '--data', generated]
  const text = await runOpa(opa, policies, ['eval', ...files, '--format', 'json', query])
  const { result } = JSON.parse(text) as { result: [{ expressions: [{ value: { [index: string]: Json } }] }] }
  return result[0].expressions[0].value
}

/** Lists that are made of sets come in any order. */
function unordered(decision: Json | undefined): unknown {
  if (typeof decision !== 'object' || decision === null || Array.isArray(decision)) return decision
  return Object.fromEntries(
    Object.entries(decision).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((member) => JSON.stringify(sortedKeys(member))).sort() : value,
    ]),
  )
}

function sortedKeys(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

async function vocabularyIn(policies: string): Promise<Vocabulary> {
  const files = (await readdir(policies, { recursive: true })).filter((file) => /(_test\.rego|data\.json)$/.test(file))
  return vocabularyOf(await Promise.all(files.sort().map((file) => readFile(join(policies, file), 'utf8'))))
}
