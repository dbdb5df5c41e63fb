import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { type Module, readModule } from './read-module.ts'

/** Files that a rule passes over, and why. */
export interface Exemptions {
  readonly [path: string]: string
}

const EXEMPT: { readonly tests: Exemptions; readonly length: Exemptions } = {
  tests: {},
  length: {},
}

/** Beside the rooms: what joins them, and what starts it all. */
const JOINERS: ReadonlySet<string> = new Set(
  [
    'check',
    'compose',
    'main',
    'open-credentials',
    'open-honeytokens',
    'open-journal',
    'open-masking',
    'open-people',
    'open-policy',
    'open-recordings',
    'open-search',
    'open-slack',
  ].map((name) => `src/${name}.ts`),
)
/** What any room may import, besides itself. */
const SHARED: ReadonlySet<string | undefined> = new Set(['core', 'detectors'])
const LONGEST = 300
/** Rooms that make objects for each request. */
const HOT: ReadonlySet<string | undefined> = new Set(['detectors', 'gateway', 'masking', 'protocols'])

/** Every way in which the files below a repository break the house's rules: see `src/README.md`. */
export function checkLayout(repository: string, exempt = EXEMPT): string[] {
  const files = ['src', 'scripts', 'test'].flatMap((folder) => typescriptBelow(repository, folder))
  const modules = files.map((path) => readModule(repository, path))
  const sources = modules.filter(({ path }) => path.startsWith('src/'))
  return [
    ...sources.flatMap(strayImports),
    ...cycles(sources),
    ...sources.filter(({ path }) => !(path in exempt.tests)).flatMap((module) => missingTest(repository, module)),
    ...modules.filter(({ path }) => !(path in exempt.length)).flatMap(tooLong),
    ...sources.flatMap(slowGetters),
  ]
}

function typescriptBelow(repository: string, folder: string): string[] {
  if (!existsSync(join(repository, folder))) return []
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** The folder of `src` that a file is in. */
function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}

function strayImports({ path, imports }: Module): string[] {
  const room = roomOf(path)
  if (room === undefined && !JOINERS.has(path)) return [`${path} is in no room: move it into a folder of src.`]
  return imports.flatMap((imported) => {
    const from = roomOf(imported)
    if (!imported.startsWith('src/')) return [`${path} imports ${imported}, which is not in src.`]
    if (from === room && room !== undefined) return []
    if (from === 'cli') return [`${path} imports ${imported}: nothing imports cli.`]
    if (room === undefined || room === 'cli') return []
    if (room === 'core') return [`${path} imports ${imported}: core imports nothing but itself.`]
    if (from === 'core' || (room !== 'detectors' && SHARED.has(from))) return []
    const allowed = room === 'detectors' ? 'core' : 'core, detectors'
    return [`${path} imports ${imported}: ${room} imports nothing but ${allowed} and itself.`]
  })
}

/** One sentence for each import that closes a circle; a type's import counts, for it ties the two files all the same. */
function cycles(modules: readonly Module[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push(`${[...trail.slice(start), path].join(' → ')} is a cycle.`)
    if (start >= 0 || done.has(path)) return
    for (const imported of byPath.get(path)?.imports ?? []) visit(imported, [...trail, path])
    done.add(path)
  }
  for (const { path } of modules) visit(path, [])
  return found
}

/** An `index.ts` stands for its folder, so that any test of the folder is its own. */
function missingTest(repository: string, { path, exportsValues }: Module): string[] {
  const twin = path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')
  if (!exportsValues || existsSync(join(repository, twin))) return []
  const beside = dirname(twin)
  if (path.endsWith('/index.ts') && typescriptBelow(repository, beside).some((file) => file.endsWith('.test.ts')))
    return []
  return [`${path} has no ${twin}.`]
}

function tooLong({ path, lines }: Module): string[] {
  return lines > LONGEST ? [`${path} has ${lines} lines: split it, or say in scripts/check-layout.ts why not.`] : []
}

/** V8 gives each literal with a getter a hidden class of its own, which lives until all of the heap is marked. */
function slowGetters({ path, getters }: Module): string[] {
  if (getters === 0 || !HOT.has(roomOf(path))) return []
  return [`${path} has a getter in an object literal: make it a method, or a plain member.`]
}

if (import.meta.main) {
  const violations = checkLayout(join(import.meta.dirname, '..'))
  for (const violation of violations) console.error(violation)
  if (violations.length > 0) process.exitCode = 1
  else console.log('layout: passed')
}
