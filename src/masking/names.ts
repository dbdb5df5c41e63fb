import { GatewayError } from '../core/errors.ts'
import type { Kind, Rule } from '../detectors/index.ts'

/** All rules of one kind go by the name of the kind. */
const KINDS: ReadonlySet<string> = new Set<Kind>(['provider', 'generic', 'personal', 'custom'])

/** Names that stand for more than one rule: keys that are of no use apart, and settings that are written alike. */
const TOGETHER: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws-access-key', ['aws-access-key', 'aws-secret-access-key']],
])

/** What masks may ask for: a rule by its name, or all of a kind. Throws ERR_UNMASKABLE for a name that there is nothing of. */
export function rulesNamed(name: string, rules: readonly Rule<Kind>[]): readonly Rule<Kind>[] {
  const names: readonly string[] = TOGETHER.get(name) ?? [name]
  const named = rules.filter((rule) => (KINDS.has(name) ? rule.confidence === name : names.includes(rule.name)))
  if (named.length > 0 || name === 'custom') return named
  throw new GatewayError('ERR_UNMASKABLE', `The policy masks with a detector that there is none of: "${name}".`, {
    fix: 'Name a kind (provider, generic, personal, custom) or a rule: docs/secrets.md and docs/masking.md list them.',
  })
}
