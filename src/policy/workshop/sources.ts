import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { GatewayError } from '../../core/errors.ts'
import type { ParsedModule } from './entrypoints.ts'
import { runOpa } from './run-opa.ts'

/** A file of a policy folder, as OPA reads it. */
export interface Source {
  readonly file: string
  readonly module: ParsedModule
}

/** The files that may add to the package that combines what rules find. */
const COMBINATION = new Set(['main.rego', 'discovery.rego'])

/** Parses an input of `[file, text]` pairs: `opa parse` would have to be started for each. */
const PARSING = '[object.filter(rego.parse_module(file, text), ["package", "rules"]) | [file, text] := input[_]]'

/** Every Rego file below a folder. Rejects with ERR_POLICY_BUNDLE where OPA can't read one. */
export async function parseSources(opa: string, policies: string): Promise<Source[]> {
  const files = (await readdir(policies, { recursive: true })).filter((file) => file.endsWith('.rego')).sort()
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(join(policies, file), 'utf8')]))
  const asked = ['eval', '--strict-builtin-errors', '--stdin-input', '--format', 'raw', PARSING]
  const modules = JSON.parse(await runOpa(opa, policies, asked, JSON.stringify(texts))) as ParsedModule[]
  return files.map((file, index) => ({ file, module: modules[index]! }))
}

/**
 * What would be asked by one of a bundle's entry points and not by another, or by none, and settings that aren't as
 * `settings.schema` wants them: such a rule would be there, pass its tests, and never refuse. Rejects with ERR_POLICY_BUNDLE, a sentence for each.
 */
export async function checkSources(policies: string, sources: readonly Source[]): Promise<void> {
  const problems = [...sources.flatMap(strays), ...(await strayData(policies)), ...(await wrongSettings(policies))]
  if (problems.length > 0) throw new GatewayError('ERR_POLICY_BUNDLE', problems.join('\n'))
}

function strays({ file, module }: Source): string[] {
  const path = module.package.path.map(({ value }) => value)
  if ((module.rules ?? []).length === 0 || path[1] !== 'sallyport') return []
  const name = path.slice(1).join('.')
  if (path[2] === 'rules' && path.length !== 5) {
    return [`${file}: package ${name} is never asked; a rule's package is sallyport.rules.<category>.<name>.`]
  }
  if (path.length === 2 && !COMBINATION.has(file)) {
    return [
      `${file}: package sallyport combines what rules find, in main.rego alone; rules have packages of their own.`,
    ]
  }
  return []
}

async function strayData(policies: string): Promise<string[]> {
  const files = (await readdir(policies, { recursive: true })).filter((file) => /(^|\/)data\.(json|ya?ml)$/.test(file))
  const found = await Promise.all(
    files.map(async (file) => {
      const below = file.startsWith('sallyport/')
      if (below || file !== 'data.json') return below ? file : null
      const data = JSON.parse(await readFile(join(policies, file), 'utf8')) as object
      return 'sallyport' in data ? file : null
    }),
  )
  return found.flatMap((file) => (file === null ? [] : [`${file}: data below sallyport would stand in for rules.`]))
}

/** A rule whose settings can't be read finds nothing; where it would have refused, that must not go unseen. */
async function wrongSettings(policies: string): Promise<string[]> {
  const [schema, data] = await Promise.all(
    ['settings.schema', 'data.json'].map((file) => readFile(join(policies, file), 'utf8').catch(() => null)),
  )
  if (schema === null) return []
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(schema!) as object)
  const { settings } = JSON.parse(data ?? '{}') as { settings?: unknown }
  if (validate(settings ?? {})) return []
  return validate.errors!.map(({ instancePath, message }) => `data.json: settings${instancePath} ${message}.`)
}
