import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { GatewayError } from '../core/errors.ts'

/** A login at one gateway, as this user keeps it. */
export interface KeptLogin {
  readonly token: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

const kept = z.record(z.string(), z.object({ token: z.string(), name: z.string(), expiresAt: z.number() }))

/** Where logins are kept (XDG Base Directory Specification). */
export function loginsFile(environment: NodeJS.ProcessEnv): string {
  const { XDG_CONFIG_HOME: home } = environment
  return join(home?.startsWith('/') ? home : join(homedir(), '.config'), 'sallyport', 'logins.json')
}

/**
 * The logins by the URL of their people's listener, the newest last.
 *
 * @throws ERR_CONFIG where others may read them, or they can't be read
 */
export async function readLogins(file: string): Promise<ReadonlyMap<string, KeptLogin>> {
  try {
    if (((await stat(file)).mode & 0o077) !== 0)
      throw new GatewayError('ERR_CONFIG', `Others than its owner may read ${file}.`, { fix: AGAIN })
    return new Map(Object.entries(kept.parse(JSON.parse(await readFile(file, 'utf8')))))
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw new GatewayError('ERR_CONFIG', `The logins can't be read from ${file}.`, { fix: AGAIN, cause })
  }
}

/** Keeps a login, or with null forgets it, whole or not at all, for this user's eyes only. */
export async function keepLogin(file: string, url: string, login: KeptLogin | null): Promise<void> {
  const logins = new Map(await readLogins(file))
  logins.delete(url)
  if (login !== null) logins.set(url, login)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${JSON.stringify(Object.fromEntries(logins), null, 2)}\n`, { mode: 0o600 })
  await rename(draft, file)
}

const AGAIN = 'Delete it, and run: sallyport login'
