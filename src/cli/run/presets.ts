import { GatewayError } from '../../core/errors.ts'

/**
 * Hosts that an agent's own machinery must reach by itself: its model, and the CI system that runs it. For GitHub's
 * Copilot they stand in GitHub Docs, "Copilot allowlist reference" and "Communicating with self-hosted runners"; its
 * repositories and its API are not among them, so that they go through the gate.
 */
const PRESETS: { readonly [name: string]: readonly string[] } = {
  'github-copilot': [
    '.githubcopilot.com',
    'copilot-proxy.githubusercontent.com',
    'origin-tracker.githubusercontent.com',
    'uploads.github.com',
    '.actions.githubusercontent.com',
  ],
}

/** The hosts of all these presets. Throws ERR_CONFIG for one that there isn't. */
export function hostsOf(presets: readonly string[]): readonly string[] {
  return presets.flatMap((name) => {
    if (Object.hasOwn(PRESETS, name)) return PRESETS[name]!
    throw new GatewayError('ERR_CONFIG', `There is no preset ${name}.`, {
      fix: `There is: ${Object.keys(PRESETS).join(', ')}.`,
    })
  })
}
