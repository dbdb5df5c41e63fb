import { claimOf } from '../../../src/identity/claims.ts'
import { presetOf, presets } from '../../../src/identity/presets/index.ts'
import { documented } from './claims.ts'

test.each(presets.map((preset) => [preset.name, preset] as const))(
  '%s: what its documentation shows is enough',
  (name, preset) => {
    const claims = documented[name as keyof typeof documented]
    const missing = Object.keys(preset.required).filter((claim) => claimOf(claims, claim) === undefined)
    expect(missing).toEqual([])
    expect(preset.run.map((claim) => claimOf(claims, claim))).not.toContain(undefined)
  },
)

test.each([
  [null, 'https://token.actions.githubusercontent.com', 'github-actions'],
  [null, 'https://gitlab.com', 'gitlab-ci'],
  [null, 'https://agent.buildkite.com', 'buildkite'],
  [null, 'https://accounts.google.com', 'generic'],
  [null, 'https://ci.test', 'generic'],
  [null, '', 'generic'],
  ['gitlab-ci', 'https://gitlab.acme.test', 'gitlab-ci'],
  ['kubernetes', 'https://gitlab.com', 'kubernetes'],
])('the preset %j at %j is %s', (name, issuer, expected) => {
  expect(presetOf(name, issuer).name).toBe(expected)
})
