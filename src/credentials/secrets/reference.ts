import { readFile } from 'node:fs/promises'

/** Where a secret lies, that can be read before anything runs. */
export interface EarlyReference {
  readonly from: 'env' | 'file'
  /** The variable's name, or an absolute path. */
  readonly name: string
}

/** A program that prints a secret. */
export interface CommandReference {
  readonly from: 'command'
  /** The program: absolute, or to be looked for in PATH. */
  readonly name: string
  readonly arguments: readonly string[]
  /** For which what it printed is used. */
  readonly seconds: number
}

/** A field of a secret in Vault's key/value engine, version 2. */
export interface VaultReference {
  readonly from: 'vault'
  /** `mount/path#field`, as it is configured. */
  readonly name: string
  readonly mount: string
  readonly path: string
  readonly field: string
}

/** Where a secret lies. Configuration never holds the secret itself. */
export type SecretReference = EarlyReference | CommandReference | VaultReference

/**
 * The secret's value now, without the line end that editors leave.
 *
 * @throws Error naming the variable or the file, never its content
 */
export async function readSecret(reference: EarlyReference, environment: NodeJS.ProcessEnv): Promise<string> {
  const value = reference.from === 'env' ? environment[reference.name] : await readFile(reference.name, 'utf8')
  return trimmed(reference, value)
}

/**
 * A secret's text without the one line end that editors and programs leave.
 *
 * @throws Error where nothing else is left
 */
export function trimmed({ from, name }: SecretReference, value: string | undefined): string {
  const secret = value?.replace(/\r?\n$/, '')
  if (!secret) throw new Error(`${from}:${name} is ${value === undefined ? 'not set' : 'empty'}`)
  return secret
}
