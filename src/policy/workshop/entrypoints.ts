/** One package of rules, as its source says: `data.sallyport.rules.<category>.<name>`. */
export interface RulePackage {
  readonly category: string
  readonly name: string
  /** What it answers with, and whether each is a set by its very form: `contains`. */
  readonly effects: ReadonlyMap<Effect, boolean>
}

const EFFECTS = ['deny', 'require_approval', 'mask', 'allow', 'reserve'] as const
type Effect = (typeof EFFECTS)[number]

/** A Rego file as `rego.parse_module` tells it, as far as it matters here. */
export interface ParsedModule {
  readonly package: { readonly path: readonly { readonly value: string }[] }
  readonly rules?: readonly {
    readonly head: {
      readonly ref: readonly { readonly value: unknown }[]
      readonly key?: unknown
      readonly value?: unknown
    }
  }[]
}

/** A file that is built in beside an author's own. */
export interface Generated {
  readonly path: string
  readonly text: string
}

/** Packages of rules among modules; files of one package are taken together. In the order of their names. */
export function rulePackages(modules: readonly ParsedModule[]): RulePackage[] {
  const packages = new Map<string, Map<Effect, boolean>>()
  for (const {
    package: { path },
    rules = [],
  } of modules) {
    const [data, sallyport, kind, category, name, ...rest] = path.map(({ value }) => value)
    if (`${data}.${sallyport}.${kind}` !== 'data.sallyport.rules' || name === undefined || rest.length > 0) continue
    const key = `${category}/${name}`
    const effects = packages.get(key) ?? new Map()
    packages.set(key, effects)
    for (const { head } of rules) {
      const effect = EFFECTS.find((effect) => effect === head.ref[0]?.value)
      if (effect === undefined) continue
      const isSet = head.key !== undefined && head.value === undefined
      effects.set(effect, isSet && (effects.get(effect) ?? true))
    }
  }
  return [...packages]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, effects]) => {
      const [category, name] = key.split('/') as [string, string]
      return { category, name, effects }
    })
}

/**
 * For each protocol that has rules of its own, a copy of the combination that asks the rules of its categories and those
 * of every category that is no protocol's, by name: the same decision as `sallyport/decision`, without finding the rules
 * first. `categories` has each protocol's.
 */
export function entrypoints(
  combination: string,
  packages: readonly RulePackage[],
  categories: ReadonlyMap<string, ReadonlySet<string>>,
): Generated[] {
  const owned = new Set([...categories.values()].flatMap((own) => [...own]))
  return [...categories].flatMap(([protocol, own]) => {
    if (!packages.some(({ category }) => own.has(category))) return []
    const asked = packages.filter(({ category }) => own.has(category) || !owned.has(category))
    const path = `protocols/${protocol}`
    return [
      {
        path: `${path}/main.rego`,
        text: combination.replace(/^package sallyport$/m, `package ${packageOf(protocol)}`),
      },
      { path: `${path}/discovery.rego`, text: discovery(protocol, asked) },
    ]
  })
}

function discovery(protocol: string, packages: readonly RulePackage[]): string {
  const answers = packages.flatMap(({ category, name, effects }) =>
    [...effects].map(([effect, isSet]) => {
      const code = `${category}/${name}`.replaceAll('_', '-')
      return [
        `answers.${effect}["${code}"] := findings.judged("${effect}", "${code}", answer) if {`,
        `\tanswer := data.sallyport.rules["${category}"]["${name}"].${effect}`,
        `\t${isSet ? 'count(answer) > 0' : 'findings.any_in(answer)'}`,
        '}',
      ].join('\n')
    }),
  )
  return [`package ${packageOf(protocol)}`, 'import data.sallyport.lib.findings', ...answers].join('\n\n').concat('\n')
}

function packageOf(protocol: string): string {
  return `sallyport.protocols.${protocol}`
}
