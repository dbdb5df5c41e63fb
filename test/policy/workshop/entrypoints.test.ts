import { entrypoints, type ParsedModule, rulePackages } from '../../../src/policy/workshop/entrypoints.ts'

/** A module with these rules: a name for a set, `name =` for a rule of another form. */
function moduleOf(path: string, ...rules: string[]): ParsedModule {
  return {
    package: { path: path.split('.').map((value) => ({ value })) },
    rules: rules.map((rule) => {
      const name = rule.replace(' =', '')
      return { head: { ref: [{ value: name }], ...(rule === name ? { key: {} } : { value: {} }) } }
    }),
  }
}

test('rules are told by their package, in order, with what they answer', () => {
  expect(
    rulePackages([
      moduleOf('data.sallyport.rules.http.reads', 'allow', 'helper'),
      moduleOf('data.sallyport.rules.git.reads', 'allow'),
      moduleOf('data.sallyport.rules.git.reads', 'deny =', 'deny'),
      moduleOf('data.sallyport.lib.git', 'deny'),
      moduleOf('data.sallyport.rules.git.reads.inner', 'deny'),
      moduleOf('data.sallyport.rules.secrets.masks', 'mask', 'reserve'),
    ]),
  ).toEqual([
    {
      category: 'git',
      name: 'reads',
      effects: new Map([
        ['allow', true],
        ['deny', false],
      ]),
    },
    { category: 'http', name: 'reads', effects: new Map([['allow', true]]) },
    {
      category: 'secrets',
      name: 'masks',
      effects: new Map([
        ['mask', true],
        ['reserve', true],
      ]),
    },
  ])
})

test('each protocol with rules has its own copy of the combination, and a list of what concerns it', () => {
  const packages = rulePackages([
    moduleOf('data.sallyport.rules.git.branch_names', 'deny'),
    moduleOf('data.sallyport.rules.http.reads', 'allow'),
    moduleOf('data.sallyport.rules.secrets.masks', 'mask ='),
  ])
  const categories = new Map([
    ['aws', new Set(['aws'])],
    ['git', new Set(['git'])],
    ['github', new Set(['git', 'github'])],
  ])
  const generated = entrypoints('# Why.\npackage sallyport\n\ndecision := 1\n', packages, categories)
  expect(generated.map(({ path }) => path)).toEqual([
    'protocols/git/main.rego',
    'protocols/git/discovery.rego',
    'protocols/github/main.rego',
    'protocols/github/discovery.rego',
  ])
  expect(generated[3]!.text).toBe(generated[1]!.text.replace('protocols.git', 'protocols.github'))
  expect(generated[0]!.text).toBe('# Why.\npackage sallyport.protocols.git\n\ndecision := 1\n')
  expect(generated[1]!.text).toBe(`package sallyport.protocols.git

import data.sallyport.lib.findings

answers.deny["git/branch-names"] := findings.judged("deny", "git/branch-names", answer) if {
	answer := data.sallyport.rules["git"]["branch_names"].deny
	count(answer) > 0
}

answers.allow["http/reads"] := findings.judged("allow", "http/reads", answer) if {
	answer := data.sallyport.rules["http"]["reads"].allow
	count(answer) > 0
}

answers.mask["secrets/masks"] := findings.judged("mask", "secrets/masks", answer) if {
	answer := data.sallyport.rules["secrets"]["masks"].mask
	findings.any_in(answer)
}
`)
})
