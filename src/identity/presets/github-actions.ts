import { textOf } from '../claims.ts'
import type { Preset } from './preset.ts'

/** Events that only people with write access to the repository itself can cause. */
const OWN_EVENTS = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'])
const OWNERS = [
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'enterprise',
  'enterprise_id',
] as const

/**
 * GitHub Actions (GitHub Docs, "OpenID Connect reference"). Its tokens don't say where a pull request comes from:
 * `head_ref` is a branch's name without its repository, `repository` the one that the workflow runs in, and whether
 * forks get tokens at all is a setting. So whatever has to do with pull requests is unknown.
 */
export const githubActions: Preset = {
  name: 'github-actions',
  issuer: 'https://token.actions.githubusercontent.com',
  algorithms: ['RS256'],
  run: ['run_id', 'run_attempt'],
  required: {
    repository: 'text',
    repository_owner: 'text',
    event_name: 'text',
    ref: 'text',
    actor: 'text',
    run_id: 'id',
    run_attempt: 'id',
  },
  optional: { repository_id: 'id', repository_owner_id: 'id', enterprise: 'text', enterprise_id: 'id' },
  owners: OWNERS,
  // `repo:acme/shop:ref:…`, or `repo:acme@12/shop@34:…`; and what it begins with where an organisation customised it.
  ownsSubject: (pattern) =>
    /^repo:[^*/:]+\//.test(pattern) ||
    /^(repository(_owner)?_id|repository_owner|enterprise(_id)?):[^*:]+(:|$)/.test(pattern),
  // An enterprise may have an issuer below that, or a host of its own for its data's residence: all of its
  // organisations share it.
  sharedAt: ({ hostname }) => /^token\.actions\.(githubusercontent\.com|[a-z0-9-]+\.ghe\.com)$/.test(hostname),
  trust(claims) {
    const [event, ref] = [textOf(claims, 'event_name'), textOf(claims, 'ref')]
    const own = OWN_EVENTS.has(event) && /^refs\/(heads|tags)\//.test(ref) && textOf(claims, 'head_ref') === ''
    return {
      event,
      repository: textOf(claims, 'repository'),
      ref,
      actor: textOf(claims, 'actor'),
      fork: own ? false : 'unknown',
    }
  },
}
