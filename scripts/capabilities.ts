import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtins } from '../src/policy/builtins/index.ts'
import { ensureOpa } from '../src/policy/workshop/opa.ts'

/** What OPA compiles into the module itself. Source: OPA's internal/compiler/wasm, its deprecated ones left out. */
const NATIVE = `
  abs and array.concat array.flatten array.reverse array.slice assign base64.decode base64.encode base64.is_valid
  base64url.decode base64url.encode bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor ceil concat contains
  count div endswith eq equal floor format_int glob.match graph.reachable gt gte indexof internal.member_2
  internal.member_3 internal.template_string intersection is_array is_boolean is_null is_number is_object is_set
  is_string json.filter json.is_valid json.marshal json.remove json.unmarshal lower lt lte max min minus mul neq
  net.cidr_contains net.cidr_intersects numbers.range object.filter object.get object.keys object.remove
  object.union object.union_n or plus product regex.find_all_string_submatch_n regex.is_valid regex.match rem
  replace round set_diff sort split startswith strings.replace_n strings.reverse substring sum to_number trim
  trim_left trim_prefix trim_right trim_space trim_suffix type_name union upper walk
`
  .trim()
  .split(/\s+/)

const REPOSITORY = join(import.meta.dirname, '..')
const FILE = 'policies/capabilities.json'

/** What of OPA's own capabilities file matters here. */
export interface Capabilities {
  readonly builtins: readonly {
    readonly name: string
    readonly decl: Described
    readonly infix?: string
    readonly relation?: boolean
    readonly nondeterministic?: boolean
    readonly deprecated?: boolean
  }[]
  readonly features: readonly string[]
}

/** A type as OPA writes it, with descriptions at any depth. */
type Described = null | boolean | number | string | readonly Described[] | { readonly [key: string]: Described }

/**
 * The capabilities that policies are built with: of all that OPA has, what the module has itself and what the host
 * supplies. Throws an Error if the host supplies what OPA doesn't have, or what isn't pure.
 */
export function supportedCapabilities(all: Capabilities, supplied: Iterable<string>): Capabilities {
  const hosted = new Set(supplied)
  for (const name of hosted) {
    const builtin = all.builtins.find((each) => each.name === name)
    if (builtin === undefined) throw new Error(`OPA has no builtin ${name}.`)
    if (builtin.nondeterministic === true) throw new Error(`${name} is not pure: the host must not supply it.`)
  }
  const kept = all.builtins.filter(
    ({ name, deprecated }) => deprecated !== true && (hosted.has(name) || NATIVE.includes(name)),
  )
  return {
    builtins: kept.map(({ name, decl, infix, relation }) => ({
      name,
      decl: withoutWords(decl),
      ...(infix === undefined ? {} : { infix }),
      ...(relation === undefined ? {} : { relation }),
    })),
    features: all.features,
  }
}

/** Descriptions, and names of arguments, are for readers of OPA's documentation. */
function withoutWords(described: Described): Described {
  if (Array.isArray(described)) return described.map((each: Described) => withoutWords(each))
  if (described === null || typeof described !== 'object') return described
  const words = new Set('type' in described ? ['description', 'name'] : [])
  return Object.fromEntries(
    Object.entries(described)
      .filter(([key]) => !words.has(key))
      .map(([key, value]) => [key, withoutWords(value)]),
  )
}

/** The file's text, formatted as the repository's other JSON is. */
async function generate(): Promise<string> {
  const all = JSON.parse(execFileSync(await ensureOpa(), ['capabilities', '--current'], { encoding: 'utf8' }))
  const text = JSON.stringify(supportedCapabilities(all as Capabilities, builtins.keys()))
  const biome = join(REPOSITORY, 'node_modules/@biomejs/biome/bin/biome')
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${FILE}`], {
    cwd: REPOSITORY,
    input: text,
    encoding: 'utf8',
  })
}

if (import.meta.main) {
  const text = await generate()
  if (!process.argv.includes('--check')) {
    writeFileSync(join(REPOSITORY, FILE), text)
  } else if (readFileSync(join(REPOSITORY, FILE), 'utf8') !== text) {
    console.error(`${FILE} isn't what OPA and the host have. Run: node scripts/capabilities.ts`)
    process.exitCode = 1
  }
}
