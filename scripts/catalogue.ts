import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulePackages } from '../src/policy/workshop/entrypoints.ts'
import { ensureOpa } from '../src/policy/workshop/opa.ts'
import { runOpa } from '../src/policy/workshop/run-opa.ts'
import { parseSources } from '../src/policy/workshop/sources.ts'

const REPOSITORY = join(import.meta.dirname, '..')
const PAGE = 'docs/rules.md'
const EFFECTS: { readonly [effect: string]: string } = {
  deny: 'denies',
  require_approval: 'asks people',
  mask: 'masks',
  allow: 'allows',
  reserve: 'counts',
}

/** METADATA of a package, as `opa inspect --annotations` tells it. */
interface Annotated {
  readonly annotations: { readonly title: string; readonly custom?: { readonly short?: string } }
  readonly path: readonly { readonly value: string }[]
}

/** The catalogue of the rules below `policies`, in Markdown. Throws where a rule has no METADATA or no page. */
export async function catalogue(opa: string, repository: string): Promise<string> {
  const policies = join(repository, 'policies')
  const sources = await parseSources(opa, policies)
  const inspected = JSON.parse(await runOpa(opa, policies, ['inspect', '--annotations', '--format', 'json', '.'])) as {
    annotations: readonly Annotated[]
  }
  const shorts = new Map(
    inspected.annotations.map(({ path, annotations }) => [
      path.map(({ value }) => value).join('.'),
      annotations.custom?.short,
    ]),
  )
  const rows = rulePackages(sources.map(({ module }) => module))
    .filter(({ effects }) => effects.size > 0)
    .map(({ category, name, effects }) => {
      const code = `${category}/${name}`.replaceAll('_', '-')
      const short = shorts.get(`data.sallyport.rules.${category}.${name}`)
      const page = `policies/rules/${category}/${name}/README.md`
      if (short === undefined) throw new Error(`${code} has no METADATA with custom.short.`)
      if (!existsSync(join(repository, page))) throw new Error(`${code} has no page ${page}.`)
      const answers = [...effects.keys()].map((effect) => EFFECTS[effect]).join(', ')
      return `| [\`${code}\`](../${page}) | ${short} | ${answers} |`
    })
  return `# The rules

Made from the rules' own METADATA by \`npm run policy:catalogue\`. Each page says what to avoid, what to prefer, why, and which settings in \`policies/data.json\` change it.

| rule | what it sees to | how |
|---|---|---|
${rows.join('\n')}

${rows.length} rules. A category that is named after a protocol is asked about that protocol's requests only, and \`git\` and \`forge\` about those of GitHub's, GitLab's and Gitea's APIs, too; the others are asked about all.
`
}

if (import.meta.main) {
  const made = await catalogue(await ensureOpa(), REPOSITORY)
  const page = join(REPOSITORY, PAGE)
  if (!process.argv.includes('--check')) writeFileSync(page, made)
  else if (!existsSync(page) || readFileSync(page, 'utf8') !== made) {
    console.error(`${PAGE} is not what the rules make it. Run: npm run policy:catalogue`)
    process.exitCode = 1
  }
}
