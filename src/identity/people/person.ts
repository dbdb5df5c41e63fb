import type { Identity } from '../../core/approval.ts'
import type { Person } from '../../core/login.ts'
import { type Claims, claimOf, isKept, isPrintable, textOf } from '../claims.ts'

/** What of an identity provider's claims tells the groups that somebody is in. */
export interface GroupsClaim {
  /** A claim's name, or a JSON Pointer (RFC 6901) to it. */
  readonly groupsClaim: string
  /** Policy's groups by the claim's values, and no other; null where both say the same. */
  readonly groups: { readonly [value: string]: string } | null
}

/**
 * Somebody, as verified claims (OpenID Connect Core 1.0, section 5.1) tell of them. An e-mail address that isn't said to
 * be verified is nobody's: anybody might have written it.
 */
export function personOf(issuer: string, claims: Claims & { readonly sub: string }, given: GroupsClaim): Person {
  const login: Identity = { kind: 'login', name: `${issuer} ${claims.sub}` }
  const email = emailOf(claims)
  return {
    identities: email === null ? [login] : [{ kind: 'email', name: email }, login],
    name: email ?? nameOf(issuer, claims),
    groups: groupsOf(claims, given),
    authenticatedAt: typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : null,
  }
}

function emailOf(claims: Claims): string | null {
  const email = textOf(claims, 'email').toLowerCase()
  return claims.email_verified === true && /^[^\s@]+@[^\s@]+$/.test(email) && isPrintable(email) ? email : null
}

/** With what nobody can choose for themselves beside it: a name may be written to look like somebody else's. */
function nameOf(issuer: string, claims: Claims & { readonly sub: string }): string {
  const called = [textOf(claims, 'preferred_username'), textOf(claims, 'name')].find(isPrintable)
  const known = `${claims.sub} at ${new URL(issuer).host}`
  return called === undefined ? known : `${called} (${known})`
}

function groupsOf(claims: Claims, { groupsClaim, groups }: GroupsClaim): readonly string[] {
  const value = claimOf(claims, groupsClaim)
  if (!Array.isArray(value) || !value.every((group) => typeof group === 'string' && group !== '' && isKept(group)))
    return []
  const named = value as readonly string[]
  if (groups === null) return [...new Set(named)]
  return [...new Set(named.flatMap((group) => (Object.hasOwn(groups, group) ? [groups[group]!] : [])))]
}
