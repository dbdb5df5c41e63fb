import { resolve } from 'node:path'

/** Where a secret that is read before anything runs, or another file, lies. A file's path is absolute. */
export interface Reference {
  readonly from: 'env' | 'file'
  readonly name: string
}

/** A program that prints a secret. */
export interface CommandReference {
  readonly from: 'command'
  /** Absolute, or to be looked for in PATH. */
  readonly name: string
  readonly arguments: readonly string[]
  readonly seconds: number
}

/** A field of a secret in Vault's key/value engine. */
export interface VaultReference {
  readonly from: 'vault'
  /** `mount/path#field` */
  readonly name: string
  readonly mount: string
  readonly path: string
  readonly field: string
}

/** Where a secret lies that is read when it is needed. */
export type SecretReference = Reference | CommandReference | VaultReference

/** Such a reference as the file has it. */
export type SecretSettings = string | { readonly command: readonly string[]; readonly seconds: number }

/** Reads `env:NAME` and `file:path`, the path from `folder` on; null for anything else. */
export function parseReference(text: string, folder: string): Reference | null {
  const match = /^(?:env:([A-Za-z_][A-Za-z0-9_]*)|file:(.+))$/.exec(text)
  if (match === null) return null
  const [, variable, path] = match
  return variable === undefined ? fileReference(path!, folder) : { from: 'env', name: variable }
}

/** A file, its path from `folder` on. */
export function fileReference(path: string, folder: string): Reference {
  return { from: 'file', name: resolve(folder, path) }
}

/** Reads `vault:mount/path#field` and commands, too; the path of a program that has one is from `folder` on. */
export function parseSecret(value: SecretSettings, folder: string): SecretReference | null {
  if (typeof value !== 'string') {
    const [program = '', ...given] = value.command
    const name = program.includes('/') ? resolve(folder, program) : program
    return { from: 'command', name, arguments: given, seconds: value.seconds }
  }
  const match = /^vault:(([\w.-]+)\/([^#\s]+)#(\S+))$/.exec(value)
  if (match === null) return parseReference(value, folder)
  const [, name, mount, path, field] = match as unknown as [string, string, string, string, string]
  // Servers and clients differ in what they make of such parts.
  if ([mount, ...path.split('/')].some((part) => /^\.*$/.test(part))) return null
  return { from: 'vault', name, mount, path, field }
}
