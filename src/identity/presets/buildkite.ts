import { textOf } from '../claims.ts'
import type { Preset } from './preset.ts'

/**
 * Buildkite (Buildkite Docs, "buildkite-agent oidc" and "OIDC in Buildkite Pipelines"). Its tokens name neither what
 * started the build nor a pull request. A pipeline may prefix branches of forks with their owner and a colon, which no
 * branch's own name can hold; it need not, so that a branch without one is still unknown.
 */
export const buildkite: Preset = {
  name: 'buildkite',
  issuer: 'https://agent.buildkite.com',
  algorithms: ['RS256'],
  run: ['job_id'],
  required: {
    organization_slug: 'text',
    pipeline_slug: 'text',
    build_number: 'id',
    build_branch: 'text',
    build_commit: 'text',
    job_id: 'text',
  },
  optional: { build_tag: 'text', organization_id: 'text', pipeline_id: 'text' },
  owners: ['organization_slug', 'organization_id', 'pipeline_id'],
  ownsSubject: (pattern) => /^organization:[^*:]+:/.test(pattern),
  sharedAt: ({ hostname }) => hostname === 'agent.buildkite.com',
  trust(claims) {
    const [branch, tag] = [textOf(claims, 'build_branch'), textOf(claims, 'build_tag')]
    return {
      event: '',
      repository: `${textOf(claims, 'organization_slug')}/${textOf(claims, 'pipeline_slug')}`,
      ref: tag === '' ? `refs/heads/${branch}` : `refs/tags/${tag}`,
      actor: '',
      fork: branch.includes(':') ? true : 'unknown',
    }
  },
}
