import { resolve } from 'node:path'

/** Where a secret, or another file, lies. A file's path is absolute. */
export interface Reference {
  readonly from: 'env' | 'file'
  readonly name: string
}

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
