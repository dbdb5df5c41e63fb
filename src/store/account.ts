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
 * @param programs directory of the server's programs
 * @param directory the server's own, given to the account later
 * @throws ERR_CONFIG where there is no such account, or it couldn't reach them
 */
export async function unprivilegedAccount(programs: string, directory: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (found === undefined) {
    throw new GatewayError(
      'ERR_CONFIG',
      'PostgreSQL refuses to run as root, and this system has neither a "postgres" nor a "nobody" account.',
      { fix: 'Start Sallyport as an ordinary user.' },
    )
  }
  const account = { uid: Number(found[2]), gid: Number(found[3]) }
  const barred = (await firstBarred(programs, account)) ?? (await firstBarred(dirname(directory), account))
  if (barred === null) return account
  throw new GatewayError(
    'ERR_CONFIG',
    `PostgreSQL refuses to run as root, and the account "${found[0]}" can't enter ${barred}.`,
    { fix: 'Start Sallyport as an ordinary user, or move it to a directory that others may enter.' },
  )
}

/** The directory on the way to `path` that keeps the account out; what doesn't exist yet will be made passable. */
async function firstBarred(path: string, account: Account): Promise<string | null> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const entry = await stat(at).catch(() => null)
    if (entry === null || (entry.mode & 0o001) !== 0) continue
    if (entry.uid !== account.uid || (entry.mode & 0o100) === 0) return at
  }
  return null
}
