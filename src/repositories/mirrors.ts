import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createMirror, type Mirror, type RepositoryName, touch } from './mirror.ts'

/** The mirrors on this machine's disk. */
export interface Mirrors {
  /** Works with one mirror, which stays for as long. */
  use<T>(name: RepositoryName, work: (mirror: Mirror) => Promise<T>): Promise<T>
  /** Removes those that were not used for the longest time until all take no more than the limit. */
  trim(): Promise<void>
}

/** @param limit bytes that all mirrors may take, apart from those in use */
export function createMirrors(folder: string, limit: number): Mirrors {
  const used = new Map<string, { readonly mirror: Mirror; users: number }>()
  return {
    async use(name, work) {
      const key = JSON.stringify([name.connection, name.repository, name.objectFormat])
      const entry = used.get(key) ?? { mirror: createMirror(folder, name), users: 0 }
      used.set(key, entry)
      entry.users++
      try {
        return await work(entry.mirror)
      } finally {
        await touch(entry.mirror)
        entry.users--
        if (entry.users === 0) used.delete(key)
      }
    },
    async trim() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const found = await Promise.all((await readdir(folder)).map((name) => measured(join(folder, name))))
      let total = found.reduce((sum, { bytes }) => sum + bytes, 0)
      for (const { path, bytes } of found.sort((a, b) => a.usedAt - b.usedAt)) {
        if (total <= limit) return
        if ([...used.values()].some(({ mirror }) => mirror.path === path)) continue
        await rm(path, { recursive: true, force: true })
        total -= bytes
      }
    },
  }
}

async function measured(path: string): Promise<{ path: string; bytes: number; usedAt: number }> {
  const files = await readdir(path, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(path, file)).then(
        (it) => it.size,
        () => 0,
      ),
    ),
  )
  const usedAt = await stat(path).then(
    (it) => it.mtimeMs,
    () => 0,
  )
  return { path, bytes: sizes.reduce((sum, size) => sum + size, 0), usedAt }
}
