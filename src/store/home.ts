import { hash } from 'node:crypto'
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Account, mayReach } from './account.ts'
import type { ServerBinaries } from './binaries.ts'

/** Where a server lives: its programs, and the directory of its own. */
export interface Home {
  readonly binaries: ServerBinaries
  readonly directory: string
}

/**
 * The same home, where the server's account can reach it. Root's own directories are often closed to all others
 * (`/root`, a `mktemp -d`): what lies in one moves to `place`, the programs as a copy.
 */
export async function reachableHome({ binaries, directory }: Home, account: Account, place: string): Promise<Home> {
  const open = await mayReach(account, dirname(directory))
  return {
    binaries: (await mayReach(account, dirname(binaries.postgres))) ? binaries : await copied(binaries, place),
    directory: open ? directory : join(place, `data-${hash('sha256', directory).slice(0, 16)}`),
  }
}

async function copied(binaries: ServerBinaries, place: string): Promise<ServerBinaries> {
  const from = dirname(dirname(binaries.postgres))
  const { size, mtimeMs } = await stat(binaries.postgres)
  const to = join(place, `programs-${hash('sha256', `${from} ${size} ${mtimeMs}`).slice(0, 16)}`)
  if ((await stat(to).catch(() => null)) === null) {
    await mkdir(place, { recursive: true, mode: 0o755 })
    // Whole or not at all, also where two start at once: the later one finds the place taken, and uses what is there.
    const draft = `${to}.${process.pid}`
    await cp(from, draft, { recursive: true, verbatimSymlinks: true })
    await rename(draft, to).catch(() => rm(draft, { recursive: true }))
  }
  const programs = join(to, basename(dirname(binaries.postgres)))
  return { initdb: join(programs, basename(binaries.initdb)), postgres: join(programs, basename(binaries.postgres)) }
}
