import { SourceError } from '../fault.ts'
import type { Known } from '../known.ts'
import type { ShortLived, ShortLivedOptions } from '../short-lived.ts'
import type { ReadSecret } from '../source.ts'
import type { Vault } from '../vault/client.ts'
import { readField } from '../vault/key-value.ts'
import { runCommand } from './command.ts'
import { createFileReader } from './file.ts'
import { type CommandReference, readSecret, type SecretReference, type VaultReference } from './reference.ts'

/** Milliseconds for which a field in Vault is used. It is fetched again from the middle of them on. */
const FIELD = 60_000

export interface Reading {
  readonly environment: NodeJS.ProcessEnv
  /** Variables that hold secrets of ours: programs don't get them. */
  readonly hidden: ReadonlySet<string>
  readonly known: Known
  readonly now: () => number
  readonly vault: Vault | null
  shortLived<Ask, Value>(options: Pick<ShortLivedOptions<Ask, Value>, 'keyOf' | 'fetch'>): ShortLived<Ask, Value>
}

/**
 * Reads secrets wherever they lie: a variable or a file as it is now, what a program printed for as long as it was said
 * to be good, a field in Vault for a minute. Each is masked from then on.
 */
export function createSecretReader({ environment, hidden, known, now, vault, shortLived }: Reading): ReadSecret {
  const readFile = createFileReader(now)
  const shown = () => Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.has(name)))
  const printed = shortLived<CommandReference, string>({
    keyOf: (reference) => JSON.stringify([reference.name, reference.arguments]),
    async fetch(reference) {
      const at = now()
      return { value: await runCommand(reference, shown(), known.mask), expiresAt: at + reference.seconds * 1000 }
    },
  })
  const fields = shortLived<VaultReference, string>({
    keyOf: ({ name }) => name,
    async fetch(reference, signal) {
      if (vault === null) throw new SourceError("can't be read as it is configured", 'no Vault is configured')
      const at = now()
      return { value: await readField(vault, reference, signal), expiresAt: at + FIELD }
    },
  })
  const read = async (reference: SecretReference): Promise<string> => {
    if (reference.from === 'command') return (await printed.get(reference)).value
    if (reference.from === 'vault') return (await fields.get(reference)).value
    return reference.from === 'file' ? readFile(reference) : readSecret(reference, environment)
  }
  return async (reference) => {
    const secret = await read(reference)
    known.remember([secret])
    return secret
  }
}
