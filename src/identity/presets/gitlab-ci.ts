import type { Trust } from '../../core/session.ts'
import { type Claims, claimOf, textOf } from '../claims.ts'
import type { Preset } from './preset.ts'

/** Sources of pipelines that run a ref of the project itself, which only its members can cause. */
const OWN_SOURCES = new Set(['push', 'schedule', 'web', 'webide', 'api', 'trigger', 'chat'])

/**
 * GitLab CI (GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens"). A merge request from a fork may have
 * its pipeline in the target project; `project_…` then names the fork, and `job_project_…`, which newer versions add,
 * the project that the job runs in. They differ for forks alone.
 */
export const gitlabCi: Preset = {
  name: 'gitlab-ci',
  issuer: 'https://gitlab.com',
  algorithms: ['RS256'],
  run: ['pipeline_id', 'job_id'],
  required: {
    project_id: 'id',
    project_path: 'text',
    namespace_id: 'id',
    namespace_path: 'text',
    pipeline_id: 'id',
    pipeline_source: 'text',
    job_id: 'id',
    ref: 'text',
    ref_type: 'text',
    user_login: 'text',
  },
  optional: { ref_path: 'text', ref_protected: 'text', job_project_id: 'id', job_project_path: 'text' },
  owners: ['project_path', 'project_id', 'namespace_path', 'namespace_id'],
  ownsSubject: (pattern) => /^project_path:[^*/:]+\//.test(pattern),
  sharedAt: ({ hostname }) => hostname === 'gitlab.com',
  trust(claims) {
    return {
      event: textOf(claims, 'pipeline_source'),
      repository: textOf(claims, 'project_path'),
      ref: textOf(claims, 'ref_path') || textOf(claims, 'ref'),
      actor: textOf(claims, 'user_login'),
      fork: forkOf(claims),
    }
  },
}

function forkOf(claims: Claims): Trust['fork'] {
  const [project, runsIn] = [claimOf(claims, 'project_id'), claimOf(claims, 'job_project_id')]
  if (runsIn !== undefined && String(runsIn) !== String(project)) return true
  const source = textOf(claims, 'pipeline_source')
  if (source === 'merge_request_event') return runsIn === undefined ? 'unknown' : false
  return OWN_SOURCES.has(source) ? false : 'unknown'
}
