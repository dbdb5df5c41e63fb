import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folderOf } from '../real-opa.ts'

export const POLICIES = join(import.meta.dirname, '../../../policies')

/** A copy of the reference policies with some files more, or others in their place. */
export function policiesWith(files: { readonly [path: string]: string }): string {
  const folder = folderOf({})
  cpSync(POLICIES, folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
