import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { readTar } from '../../src/policy/tar.ts'
import type { Case } from './cases.ts'

const run = promisify(execFile)
const ENTRYPOINT = 'compliance/result'

/** A case's module, or what OPA says against it. */
export type Built = { readonly wasm: Buffer } | { readonly refusal: string }

/** Builds a case's modules, with one more whose set of results has an object of the query's variables for each. */
export async function build(opa: string, each: Case): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-compliance-'))
  try {
    const sources = [...each.modules, question(each)]
    const files = sources.map((_, index) => join(folder, `${index}.rego`))
    await Promise.all(files.map((file, index) => writeFile(file, sources[index]!)))
    const bundle = join(folder, 'bundle.tar.gz')
    await run(opa, ['build', '--target', 'wasm', '--entrypoint', ENTRYPOINT, '--output', bundle, ...files])
    const wasm = readTar(gunzipSync(await readFile(bundle))).get('policy.wasm')
    return wasm === undefined ? { refusal: 'no module' } : { wasm }
  } catch (thrown) {
    return { refusal: (thrown as { stderr?: string }).stderr ?? String(thrown) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function question({ query, wantResult, inputTerm }: Case): string {
  const variables = Object.keys(wantResult?.[0] ?? {})
  const given = inputTerm === undefined ? '' : ` with input as ${inputTerm}`
  const answer = variables.map((name) => `"${name}": ${name}`).join(', ')
  return `package compliance\n\nresult contains {${answer}} if {\n\t${query}${given}\n}\n`
}
