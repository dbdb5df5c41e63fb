import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GatewayError } from '../core/errors.ts'

/** Whom a child process runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * PostgreSQL refuses to run as root: then it runs as `postgres`, or else as `nobody`. Null where this process isn't root.
 *
 * @throws ERR_CONFIG where there is no such account
 */
export async function unprivilegedAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) }
  throw new GatewayError(
    'ERR_CONFIG',
    'PostgreSQL refuses to run as root, and this system has neither a "postgres" nor a "nobody" account.',
    { fix: 'Start Sallyport as an ordinary user.' },
  )
}

/** Whether an account may pass through every directory on the way to `path`; what isn't there yet is no obstacle. */
export async function mayReach(account: Account, path: string): Promise<boolean> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const entry = await stat(at).catch(() => null)
    if (entry === null || (entry.mode & 0o001) !== 0) continue
    if (entry.uid !== account.uid || (entry.mode & 0o100) === 0) return false
  }
  return true
}
