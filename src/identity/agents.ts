import { GatewayError } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { type ClaimPatterns, type Claims, claimOf, quoted } from './claims.ts'

/** Which tokens are which agent: every named claim must match one of its patterns. */
export interface AgentMapping {
  readonly name: string
  /** An issuer's `name`. */
  readonly issuer: string
  /** `*` stands for any run of characters but a slash. */
  readonly claims: ClaimPatterns
  readonly groups: readonly string[]
}

/**
 * The first mapping whose issuer and claims match: a token that matches none opens nothing.
 *
 * @throws ERR_TOKEN_AGENT, by the claims that kept it from the mappings which it is nearest to, and never by what would
 * have matched
 */
export function matchAgent(mappings: readonly AgentMapping[], issuer: string, claims: Claims): AgentMapping {
  const misfits: (readonly string[])[] = []
  for (const mapping of mappings) {
    if (mapping.issuer !== issuer) continue
    const misfit = Object.keys(mapping.claims).filter((name) => !fits(mapping.claims[name]!, claimOf(claims, name)))
    if (misfit.length === 0) return mapping
    misfits.push(misfit)
  }
  const fewest = Math.min(...misfits.map(({ length }) => length))
  const nearest = [...new Set(misfits.filter(({ length }) => length === fewest).flat())]
  throw new GatewayError(
    'ERR_TOKEN_AGENT',
    `The token is genuine, but no agent is mapped to it: ${why(nearest, claims)}.`,
    {
      fix: 'Map its claims to an agent in sallyport.yaml: agents.',
    },
  )
}

/** Claims that a message names. */
const NAMED = 5

function why(misfits: readonly string[], claims: Claims): string {
  const named = misfits.slice(0, NAMED).map((name) => quoted(claims, name))
  if (named.length === 0) return 'its issuer has no agents here'
  return named.length === 1 ? `its claim ${named[0]} fits none` : `its claims ${listed(named)} fit none`
}

function listed(items: readonly string[]): string {
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

function fits(patterns: readonly string[], value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
  return patterns.some((pattern) => matches(pattern, String(value)))
}

function matches(pattern: string, value: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('[^/]*')}$`, 's').test(value)
}

/** The claims as policy sees them: what JSON can hold, without those that only concern the token itself. */
export function claimsForPolicy(claims: Claims): { [claim: string]: Json } {
  const { jti: _jti, iat: _iat, nbf: _nbf, exp: _exp, aud: _aud, ...rest } = claims
  return rest as { [claim: string]: Json }
}
