import { claimOf, textOf } from '../claims.ts'
import type { Preset } from './preset.ts'

/**
 * Any other OpenID Connect issuer. Nothing is known of its claims: those that go by the names that CI systems use are
 * shown to policy, and a run comes from no fork only if the token says `fork: false` itself.
 */
export const generic: Preset = {
  name: 'generic',
  issuer: null,
  algorithms: ['RS256'],
  run: ['run_id', 'run_attempt'],
  required: {},
  optional: {},
  owners: ['sub', 'email'],
  ownsSubject: () => false,
  sharedAt: ({ hostname }) => hostname === 'accounts.google.com',
  trust(claims) {
    const fork = claimOf(claims, 'fork')
    return {
      event: textOf(claims, 'event_name') || textOf(claims, 'pipeline_source'),
      repository: textOf(claims, 'repository') || textOf(claims, 'project_path'),
      ref: textOf(claims, 'ref'),
      actor: textOf(claims, 'actor') || textOf(claims, 'user_login'),
      fork: typeof fork === 'boolean' ? fork : 'unknown',
    }
  },
}
