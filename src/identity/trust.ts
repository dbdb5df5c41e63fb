import type { Trust } from '../core/session.ts'

/** Events that only people with write access to the repository itself can cause. */
const OWN_EVENTS = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'web', 'api', 'trigger'])

/**
 * What a CI system's ID token says of the event behind the run, by GitHub Actions' claim names, else GitLab CI's.
 * `fork` is what the token itself says; else false for events that a fork can't cause, and otherwise unknown.
 */
export function trustOf(claims: { readonly [claim: string]: unknown }): Trust {
  const first = (...names: string[]): string => {
    for (const name of names) if (typeof claims[name] === 'string') return claims[name]
    return ''
  }
  const event = first('event_name', 'pipeline_source')
  return {
    event,
    repository: first('repository', 'project_path'),
    ref: first('ref'),
    actor: first('actor', 'user_login'),
    fork: typeof claims.fork === 'boolean' ? claims.fork : OWN_EVENTS.has(event) ? false : 'unknown',
  }
}
