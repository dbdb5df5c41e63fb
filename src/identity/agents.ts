import type { Json } from '../core/json.ts'

/** Which tokens are which agent: every named claim must match one of its patterns. */
export interface AgentMapping {
  readonly name: string
  /** An issuer's `name`. */
  readonly issuer: string
  /** `*` stands for any run of characters but a slash. */
  readonly claims: { readonly [claim: string]: readonly string[] }
  readonly groups: readonly string[]
}

/** The first mapping whose issuer and claims match, or undefined: a token that matches none opens nothing. */
export function matchAgent(
  mappings: readonly AgentMapping[],
  issuer: string,
  claims: { readonly [claim: string]: unknown },
): AgentMapping | undefined {
  return mappings.find(
    (mapping) =>
      mapping.issuer === issuer &&
      Object.entries(mapping.claims).every(([claim, patterns]) => {
        const value = claims[claim]
        if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
        return patterns.some((pattern) => matches(pattern, String(value)))
      }),
  )
}

function matches(pattern: string, value: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('[^/]*')}$`, 's').test(value)
}

/**
 * Issuers that sign for everybody's pipelines, and the claims that say whose pipeline it was
 * (GitHub Docs, "OpenID Connect reference"; GitLab Docs, "OpenID Connect (OIDC) authentication using ID tokens").
 */
const SHARED: { readonly [issuer: string]: readonly string[] } = {
  'https://token.actions.githubusercontent.com': [
    'repository',
    'repository_id',
    'repository_owner',
    'repository_owner_id',
    'enterprise',
    'enterprise_id',
  ],
  'https://gitlab.com': ['project_path', 'project_id', 'namespace_path', 'namespace_id'],
  'https://agent.buildkite.com': ['organization_slug', 'organization_id'],
  'https://accounts.google.com': ['sub', 'email'],
}

/**
 * Says what is missing where a mapping trusts an issuer that others share without saying whose tokens it means.
 *
 * @returns the claims of which one must be named, or null where nothing is missing
 */
export function missingOwner(issuer: string, mapping: AgentMapping): readonly string[] | null {
  const owners = SHARED[issuer]
  if (owners === undefined) return null
  const named = owners.some((claim) => {
    const patterns = mapping.claims[claim]
    return (
      patterns !== undefined &&
      patterns.length > 0 &&
      patterns.every((pattern) => !pattern.split('/')[0]!.includes('*'))
    )
  })
  return named ? null : owners
}

/** The claims as policy sees them: what JSON can hold, without those that only concern the token itself. */
export function claimsForPolicy(claims: { readonly [claim: string]: unknown }): { [claim: string]: Json } {
  const { jti: _jti, iat: _iat, nbf: _nbf, exp: _exp, aud: _aud, ...rest } = claims
  return rest as { [claim: string]: Json }
}
