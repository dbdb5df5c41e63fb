import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { type Bundle, readBundle } from '../src/policy/bundle.ts'
import { buildBundle } from '../src/policy/workshop/build.ts'
import { ensureOpa, findOpa, OPA_VERSION } from '../src/policy/workshop/opa.ts'

/** What a bundle was built from; kept beside it, so that a difference shows without OPA. */
export interface Sources {
  readonly opa: string
  readonly revision: string
  /** sha256 of each file, by its path below the repository, in order. */
  readonly files: { readonly [path: string]: string }
}

const REPOSITORY = join(import.meta.dirname, '..')
const BUNDLE = 'bundles/default.tar.gz'
const SOURCES = 'bundles/default.sources.json'

/** What `policies` below a folder holds now, tests and pages aside. The revision is a digest of the rest. */
export function readSources(repository: string): Sources {
  const digests = readdirSync(join(repository, 'policies'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(^\.|_test\.rego$|\.md$)/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (file) =>
        [
          file
            .slice(repository.length + 1)
            .split(sep)
            .join('/'),
          sha256(readFileSync(file)),
        ] as const,
    )
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const revision = sha256(JSON.stringify([OPA_VERSION, digests])).slice(0, 16)
  return { opa: OPA_VERSION, revision, files: Object.fromEntries(digests) }
}

/** What is wrong with a bundle: one sentence for each way in which it isn't what its sources make. */
export function differences(
  sources: Sources,
  committed: { sources: Sources; bundle: Bundle },
  rebuilt: Bundle | null,
): string[] {
  const problems = [...new Set([...Object.keys(sources.files), ...Object.keys(committed.sources.files)])]
    .filter((path) => sources.files[path] !== committed.sources.files[path])
    .map((path) => `${path} is not what the bundle was built from.`)
  if (committed.sources.opa !== sources.opa) {
    problems.push(`The bundle was built by OPA ${committed.sources.opa}, not ${sources.opa}.`)
  }
  if (committed.bundle.revision !== sources.revision) {
    problems.push(`The bundle has the revision ${committed.bundle.revision}, and its sources ${sources.revision}.`)
  }
  if (rebuilt !== null && !committed.bundle.wasm.equals(rebuilt.wasm)) {
    problems.push('The bundle holds another policy.wasm than OPA builds from its sources.')
  }
  if (rebuilt !== null && !committed.bundle.data.equals(rebuilt.data)) {
    problems.push('The bundle holds another data.json than its sources do.')
  }
  return problems
}

/** Hands `use` the path of a bundle that was just built, and removes what is left of it. */
async function withBuilt<T>(opa: string, revision: string, use: (file: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bundle-'))
  try {
    const output = join(folder, 'bundle.tar.gz')
    await buildBundle({ opa, policies: join(REPOSITORY, 'policies'), output, revision, sequence: null })
    return use(output)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function write(): Promise<void> {
  const sources = readSources(REPOSITORY)
  mkdirSync(join(REPOSITORY, 'bundles'), { recursive: true })
  await withBuilt(await ensureOpa(), sources.revision, (file) => copyFileSync(file, join(REPOSITORY, BUNDLE)))
  writeFileSync(join(REPOSITORY, SOURCES), `${JSON.stringify(sources, null, 2)}\n`)
  console.log(`${BUNDLE} has the revision ${sources.revision}.`)
}

async function check(): Promise<void> {
  const sources = readSources(REPOSITORY)
  const opa = await findOpa()
  const committed = {
    sources: JSON.parse(readFileSync(join(REPOSITORY, SOURCES), 'utf8')) as Sources,
    bundle: readBundle(readFileSync(join(REPOSITORY, BUNDLE))),
  }
  const rebuilt = opa === null ? null : await withBuilt(opa, sources.revision, (file) => readBundle(readFileSync(file)))
  const problems = differences(sources, committed, rebuilt)
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\nRun: npm run policy:build`)
  console.log(
    `${BUNDLE} is what its sources make${opa !== null ? '' : `, by their digests: OPA ${OPA_VERSION} is not here`}.`,
  )
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

if (import.meta.main) {
  try {
    await (process.argv.includes('--check') ? check() : write())
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown)
    process.exitCode = 1
  }
}
