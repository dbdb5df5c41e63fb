import { readFile } from 'node:fs/promises'

/** Where a secret lies: `env:NAME` or `file:path`. Configuration never holds the secret itself. */
export interface SecretReference {
  readonly from: 'env' | 'file'
  readonly name: string
}

/** Reads `env:NAME` and `file:path`; null for anything else. */
export function parseReference(text: string): SecretReference | null {
  const match = /^(env|file):(.+)$/.exec(text)
  return match === null ? null : { from: match[1] as 'env' | 'file', name: match[2]! }
}

/**
 * The secret's value now, without the line end that editors leave.
 *
 * @throws Error naming the variable or the file, never its content
 */
export async function readSecret(reference: SecretReference, environment: NodeJS.ProcessEnv): Promise<string> {
  const value = reference.from === 'env' ? environment[reference.name] : await readFile(reference.name, 'utf8')
  const secret = value?.replace(/\r?\n$/, '')
  if (!secret) throw new Error(`${reference.from}:${reference.name} is ${value === undefined ? 'not set' : 'empty'}`)
  return secret
}
