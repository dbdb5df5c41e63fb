import { type ClaimPatterns, type Claims, claimOf, textOf } from '../claims.ts'
import type { Preset } from './preset.ts'

const ORIGIN = 'oidc.circleci.com/vcs-origin'
const REF = 'oidc.circleci.com/vcs-ref'
const SSH = 'oidc.circleci.com/ssh-rerun'

/**
 * CircleCI (CircleCI Docs, "Using OpenID Connect tokens in jobs"). Every organisation has an issuer of its own. Tokens
 * name no run, and neither the event nor the project's own repository: a fork's build says where it comes from by
 * `vcs-origin`, so a run is known not to be a fork's only where the mapping pins that claim.
 */
export const circleci: Preset = {
  name: 'circleci',
  issuer: null,
  algorithms: ['RS256'],
  run: [],
  required: { 'oidc.circleci.com/project-id': 'text' },
  optional: { [ORIGIN]: 'text', [REF]: 'text', [SSH]: 'flag' },
  owners: [],
  ownsSubject: () => false,
  sharedAt: () => false,
  trust(claims, mapped) {
    const event = eventOf(claims)
    const own = (event === 'branch' || event === 'tag') && pinned(mapped)
    return {
      event,
      repository: textOf(claims, ORIGIN),
      ref: textOf(claims, REF),
      actor: '',
      fork: own ? false : 'unknown',
    }
  },
}

/** What its tokens tell instead of an event. In a job that was run again with SSH, a person has a shell. */
function eventOf(claims: Claims): string {
  const [ref, ssh] = [textOf(claims, REF), claimOf(claims, SSH)]
  if (ssh === true) return 'ssh_rerun'
  if (ssh !== false) return ''
  if (/^refs\/(heads\/)?pull\//.test(ref)) return 'pull_request'
  if (ref.startsWith('refs/heads/')) return 'branch'
  return ref.startsWith('refs/tags/') ? 'tag' : ''
}

function pinned(mapped: ClaimPatterns): boolean {
  return Object.hasOwn(mapped, ORIGIN) && mapped[ORIGIN]!.every((pattern) => !pattern.includes('*'))
}
