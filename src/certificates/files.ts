import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GatewayError } from '../core/errors.ts'
import { makeAuthority } from './issue.ts'

/** Where an authority's certificate and key lie, both in PEM. */
export interface AuthorityFiles {
  readonly cert: string
  readonly key: string
}

/**
 * The gateway's own authority, made in this directory at the first start: `ca.pem`, and `ca-key.pem`, which only its
 * owner may read.
 *
 * @throws ERR_CONFIG where others may read the key
 */
export async function ownAuthority(directory: string, now: number): Promise<AuthorityFiles> {
  const files = { cert: join(directory, 'ca.pem'), key: join(directory, 'ca-key.pem') }
  await mkdir(directory, { recursive: true })
  await make(files.key, 0o600, async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  })
  if (((await stat(files.key)).mode & 0o077) !== 0) {
    throw new GatewayError('ERR_CONFIG', `Others than its owner may read ${files.key}.`, {
      fix: 'Delete it and ca.pem, and start again: new ones are made, for clients to trust.',
    })
  }
  // Of the key on disk, whoever put it there: whichever certificate lands fits it.
  await make(files.cert, 0o644, async () => makeAuthority(await readFile(files.key, 'utf8'), now))
  return files
}

/** Whole or not at all, and once, however many gateways start at the same time. */
async function make(file: string, mode: number, content: () => Promise<string>): Promise<void> {
  if ((await stat(file).catch(() => null)) !== null) return
  const draft = join(dirname(file), `.${basename(file)}-${process.pid}-${randomBytes(4).toString('hex')}`)
  await writeFile(draft, await content(), { mode })
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
}
