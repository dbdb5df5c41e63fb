import { buildkite } from './buildkite.ts'
import { circleci } from './circleci.ts'
import { generic } from './generic.ts'
import { githubActions } from './github-actions.ts'
import { gitlabCi } from './gitlab-ci.ts'
import { kubernetes } from './kubernetes.ts'
import type { Preset } from './preset.ts'

/** Every preset that `issuers[].preset` can name. */
export const presets: readonly Preset[] = [githubActions, gitlabCi, buildkite, circleci, kubernetes]

/**
 * The preset that is named; where none is, the one whose tokens the issuer's URL gives away, or else the generic one.
 *
 * @param name one of {@link presets}, or null
 */
export function presetOf(name: string | null, issuer: string): Preset {
  const named = presets.find((preset) => preset.name === name)
  if (named !== undefined) return named
  return presets.find((preset) => URL.canParse(issuer) && preset.sharedAt(new URL(issuer))) ?? generic
}
