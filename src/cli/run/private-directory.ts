import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A directory that only this user can look into, for as long as this process lives. */
export interface PrivateDirectory {
  readonly path: string
  remove(): Promise<void>
}

const PREFIX = 'sallyport-run-'
/** The name says whose it is, so that a directory whose process was killed can be told. */
const NAME = /^sallyport-run-(\d+)-(\d+)-[0-9a-f]{12}$/

/** Makes one below `parent`, and removes those there whose process is gone. */
export async function makePrivateDirectory(parent: string): Promise<PrivateDirectory> {
  await sweep(parent)
  const started = (await startOf(process.pid)) ?? '0'
  const path = join(parent, `${PREFIX}${process.pid}-${started}-${randomBytes(6).toString('hex')}`)
  await mkdir(path, { mode: 0o700 })
  // The mask of the process may have taken more away.
  await chmod(path, 0o700)
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const [, pid, started] = NAME.exec(name) ?? []
    if (pid === undefined || (await lives(Number(pid), started!))) continue
    const path = join(parent, name)
    const stat = await lstat(path).catch(() => null)
    if (stat?.isDirectory() && stat.uid === process.getuid?.()) await rm(path, { recursive: true, force: true })
  }
}

/** A process that has the number and was started then; where the system doesn't tell when, one that has the number. */
async function lives(pid: number, started: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = await startOf(pid)
  return now === null || started === '0' || now === started
}

/** When a process was started, in the system's own count: field 22 of proc_pid_stat(5). Null where it doesn't tell. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The command's name, in parentheses, may hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}
