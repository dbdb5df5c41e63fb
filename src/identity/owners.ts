import type { ClaimPatterns } from './claims.ts'
import { presetOf } from './presets/index.ts'

/**
 * Says what is missing where a mapping trusts an issuer that others share without saying whose tokens it means. A
 * pattern says so by what stands before its first slash, if that holds no wildcard.
 *
 * @param preset as `issuers[].preset` names it; null where it names none
 * @returns the claims of which one must be named, or null where nothing is missing
 */
export function missingOwner(issuer: string, preset: string | null, mapped: ClaimPatterns): readonly string[] | null {
  if (!URL.canParse(issuer)) return null
  const { owners, ownsSubject, sharedAt } = presetOf(preset, issuer)
  if (!sharedAt(new URL(issuer)) && !presetOf(null, issuer).sharedAt(new URL(issuer))) return null
  const named = Object.entries(mapped).some(([claim, patterns]) => {
    if (patterns.length === 0) return false
    if (owners.includes(claim)) return patterns.every((pattern) => !pattern.split('/')[0]!.includes('*'))
    return claim === 'sub' && patterns.every(ownsSubject)
  })
  return named ? null : owners
}
