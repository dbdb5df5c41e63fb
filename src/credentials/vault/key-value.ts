import { SourceError } from '../fault.ts'
import type { VaultReference } from '../secrets/reference.ts'
import type { Vault } from './client.ts'
import { pathOf } from './send.ts'

/** A field of the newest version of a secret ("KV secrets engine - version 2 (API)"). Rejects with SourceError. */
export async function readField(
  vault: Vault,
  { name, mount, path, field }: VaultReference,
  signal: AbortSignal,
): Promise<string> {
  const { data } = await vault.ask('GET', pathOf(mount, 'data', path), null, signal)
  const fields = data.data as { readonly [name: string]: unknown } | null | undefined
  if (typeof fields !== 'object' || fields === null) {
    const what = 'answered with no secret: is its engine key/value of version 2?'
    throw new SourceError('answered with something that is no usable credential', `Vault's ${name} ${what}`)
  }
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (typeof value !== 'string' || value === '') {
    const what = value === undefined ? 'has no such field' : 'is no text, or an empty one'
    throw new SourceError("can't be read as it is configured", `Vault's ${name} ${what}`)
  }
  return value
}
