import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { ENTRYPOINT } from '../bundle.ts'
import { entrypoints, rulePackages } from './entrypoints.ts'
import { runOpa } from './run-opa.ts'
import { checkSources, parseSources, type Source } from './sources.ts'

/** What the engine has: a built-in function that isn't in it fails the build, rather than a request. */
export const CAPABILITIES = join(import.meta.dirname, '../../../policies/capabilities.json')

/** Signing as `opa build` does it. */
export interface Signing {
  /** PEM file of the private key, or the shared secret. */
  readonly key: string
  readonly algorithm: string
  readonly keyId?: string
  readonly scope?: string
}

export interface Build {
  /** The OPA program. */
  readonly opa: string
  /** The folder of an author's policies: `main.rego`, `lib`, `rules`, `data.json`. */
  readonly policies: string
  readonly output: string
  readonly revision: string
  /** The bundle's place in the order of bundles; null leaves it out. */
  readonly sequence: number | null
  readonly signing?: Signing
}

/**
 * Builds a bundle as `opa build` does, tests aside, with an entry point for each protocol that has rules, and for what
 * `system.log` says of the decision log. Rejects with an Error that holds what OPA said.
 */
export async function buildBundle({ opa, policies, output, revision, sequence, signing }: Build): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-policy-'))
  try {
    const sources = join(folder, 'sources')
    await cp(policies, sources, { recursive: true, filter: (source) => !isLeftOut(relative(policies, source)) })
    // Says where in words; what parses for the entry points would say it in JSON.
    await runOpa(opa, sources, ['check', '--capabilities', CAPABILITIES, '.'])
    const parsed = await parseSources(opa, sources)
    await checkSources(sources, parsed)
    const categories = await protocolCategories(opa, sources)
    const added = [...(await addEntrypoints(sources, parsed, categories)), ...logEntrypoints(parsed)]
    const metadata = sequence === null ? {} : { metadata: { sequence } }
    await writeFile(join(sources, '.manifest'), JSON.stringify({ revision, roots: [''], ...metadata }))
    // From within, so that no path of this machine gets into the bundle.
    await runOpa(opa, sources, [
      ...['build', '--bundle', '.', '--target', 'wasm', '--capabilities', CAPABILITIES],
      ...[ENTRYPOINT, ...added].flatMap((entrypoint) => ['--entrypoint', entrypoint]),
      ...(await signingArguments(folder, signing)),
      ...['--revision', revision, '--output', resolve(output)],
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Tests would be discovered as rules; what begins with a dot is no policy. */
function isLeftOut(path: string): boolean {
  return path.endsWith('_test.rego') || (path !== '' && basename(path).startsWith('.'))
}

/**
 * The categories of rules that each protocol's requests are put to, besides those that are no protocol's, as
 * `lib/protocols` of a policy folder lists them; nothing where it has no such list.
 */
export async function protocolCategories(
  opa: string,
  policies: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const query = 'data.sallyport.lib.protocols.categories'
  const text = await runOpa(opa, policies, ['eval', '--data', '.', '--format', 'json', query])
  const { result } = JSON.parse(text) as { result?: [{ expressions: [{ value: { [protocol: string]: string[] } }] }] }
  const categories = result?.[0].expressions[0].value ?? {}
  return new Map(Object.entries(categories).map(([protocol, asked]) => [protocol, new Set(asked)]))
}

/** Writes what is generated beside the sources, and answers the paths of the new entry points. */
async function addEntrypoints(
  folder: string,
  sources: readonly Source[],
  categories: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<string[]> {
  const combination = await readFile(join(folder, 'main.rego'), 'utf8').catch(() => null)
  const discovery = await readFile(join(folder, 'discovery.rego'), 'utf8').catch(() => null)
  // A list of rules stands for the shipped way of finding them, and for no other.
  if (combination === null || discovery !== (await readFile(DISCOVERY, 'utf8'))) return []
  const generated = entrypoints(combination, rulePackages(sources.map(({ module }) => module)), categories)
  for (const { path, text } of generated) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const folders = new Set(generated.map(({ path }) => dirname(path)))
  return [...folders].map((path) => `sallyport/${path}/decision`)
}

/** What OPA asks about each decision before it logs it, as far as the sources say it. Source: OPA, "Decision Logs". */
const LOG_ENTRYPOINTS = ['system/log/mask', 'system/log/drop']

function logEntrypoints(sources: readonly Source[]): string[] {
  const defined = new Set(
    sources.flatMap(({ module: { package: named, rules = [] } }) =>
      rules.map(({ head }) => {
        const [, ...path] = [...named.path, ...head.ref].map(({ value }) => value)
        return path.slice(0, 3).join('/')
      }),
    ),
  )
  return LOG_ENTRYPOINTS.filter((entrypoint) => defined.has(entrypoint))
}

const DISCOVERY = join(import.meta.dirname, '../../../policies/discovery.rego')

async function signingArguments(folder: string, signing: Signing | undefined): Promise<string[]> {
  if (signing === undefined) return []
  const { key, algorithm, keyId, scope } = signing
  const claims = join(folder, 'claims.json')
  await writeFile(claims, JSON.stringify({ ...(keyId && { keyid: keyId }), ...(scope && { scope }) }))
  return ['--signing-key', resolve(key), '--signing-alg', algorithm, '--claims-file', claims]
}
