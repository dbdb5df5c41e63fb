import { readFile } from 'node:fs/promises'
import { type Authority, createAuthority } from './authority.ts'
import { type AuthorityFiles, ownAuthority } from './files.ts'

/** The authority of these files, or where they are null the gateway's own in its data directory. Rejects with ERR_CONFIG. */
export async function openAuthority(
  files: AuthorityFiles | null,
  dataDirectory: string,
  now: () => number,
): Promise<Authority> {
  const { cert, key } = files ?? (await ownAuthority(dataDirectory, now()))
  return createAuthority(await readFile(cert, 'utf8'), await readFile(key, 'utf8'), now)
}
