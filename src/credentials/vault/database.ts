import { noCredential } from '../answer.ts'
import type { Source, Surroundings } from '../source.ts'
import { leased } from './leased.ts'
import { pathOf } from './send.ts'

/** A role of Vault's database engine. */
export interface VaultDatabase {
  readonly kind: 'vault_database'
  readonly mount: string
  readonly role: string
  /** What a lease is asked to last; null for what the role says. */
  readonly leaseSeconds: number | null
}

/** Database accounts ("Database secrets engine (API)", Generate credentials). */
export function vaultDatabase({ mount, role, leaseSeconds }: VaultDatabase, surroundings: Surroundings): Source {
  const accounts = leased(
    {
      path: pathOf(mount, 'creds', role),
      leaseSeconds,
      read({ username, password }) {
        // A colon would end the name where HTTP writes both down.
        if (!isText(username) || username.includes(':') || !isText(password)) {
          throw noCredential('Vault', 'database account')
        }
        return { value: { username, password }, secrets: [password] }
      },
    },
    surroundings,
  )
  return {
    async open() {
      const { value, expiresAt } = await accounts.made.get(null)
      return { credential: { kind: 'basic', ...value.value }, expiresAt }
    },
    async whoAmI({ credential }, signal) {
      const account = credential.kind === 'basic' ? credential.username : 'of nobody'
      return `the database account ${account}, had of Vault as ${await surroundings.vault?.whoAmI(signal)}`
    },
    close: accounts.revoke,
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !/[\x00-\x1f\x7f]/.test(value)
}
