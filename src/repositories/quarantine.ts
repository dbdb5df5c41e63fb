import { randomUUID } from 'node:crypto'
import { link, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mirror } from './mirror.ts'

/** Where one push's objects lie while they are looked into: beside the mirror, which never has them. */
export interface Quarantine {
  /** Runs see the pushed objects and the mirror's. */
  readonly all: NodeJS.ProcessEnv
  /** Runs see the pushed objects alone, once {@link Quarantine.isolate} has been called. */
  readonly pushed: NodeJS.ProcessEnv
  /** Sets the push's own pack apart from what was fetched to complete it. `pack` is its name without an ending. */
  isolate(pack: string): Promise<void>
}

/** Folders that a crash has left behind are removed; nothing else may be at work in `folder`. */
export async function sweepQuarantines(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

/** Works in a quarantine that is gone afterwards. */
export async function inQuarantine<T>(
  folder: string,
  mirror: Mirror,
  work: (quarantine: Quarantine) => Promise<T>,
): Promise<T> {
  const root = join(folder, randomUUID())
  const [all, pushed] = [join(root, 'all'), join(root, 'pushed')]
  await mkdir(join(all, 'pack'), { recursive: true, mode: 0o700 })
  await mkdir(join(pushed, 'pack'), { recursive: true, mode: 0o700 })
  try {
    return await work({
      all: {
        GIT_DIR: mirror.path,
        GIT_OBJECT_DIRECTORY: all,
        GIT_ALTERNATE_OBJECT_DIRECTORIES: join(mirror.path, 'objects'),
      },
      pushed: { GIT_DIR: mirror.path, GIT_OBJECT_DIRECTORY: pushed },
      async isolate(pack) {
        for (const ending of ['.pack', '.idx']) {
          await link(join(all, 'pack', pack + ending), join(pushed, 'pack', pack + ending))
        }
      },
    })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
