import { hash, randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Offer } from './sources/source.ts'

/** The last good bundle of a service, on disk. */
export interface Kept {
  /** Resolves once it is durable. */
  keep(offer: Offer): Promise<void>
  /** What was kept; null where nothing was, or another service's bundle. */
  recall(): Promise<Offer | null>
}

const note = z.object({ from: z.string(), sha256: z.string(), etag: z.string().nullable() })

/**
 * Keeps bundles in `bundle.tar.gz`, and where they come from in `bundle.json`, for their owner's eyes alone.
 *
 * @param place the service's URL
 */
export function createKept(directory: string, place: string): Kept {
  const [bundle, about] = [join(directory, 'bundle.tar.gz'), join(directory, 'bundle.json')]
  return {
    async keep({ archive, etag }) {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await chmod(directory, 0o700)
      await writeWhole(bundle, archive)
      await writeWhole(about, Buffer.from(JSON.stringify({ from: place, sha256: digest(archive), etag })))
    },
    async recall() {
      const archive = await contentOf(bundle)
      if (archive === null) return null
      const noted = parsed(await contentOf(about))
      if (noted !== null && noted.from !== place) return null
      // Written one after the other: after a crash between the two, the tag is another bundle's.
      return { archive, etag: noted?.sha256 === digest(archive) ? noted.etag : null }
    },
  }
}

function digest(archive: Buffer): string {
  return hash('sha256', archive)
}

function parsed(text: Buffer | null): z.infer<typeof note> | null {
  try {
    return text === null ? null : note.parse(JSON.parse(text.toString()))
  } catch {
    return null
  }
}

async function contentOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

/** Whole or not at all, whenever the power goes. */
async function writeWhole(file: string, content: Buffer): Promise<void> {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await synced(draft, 'wx', (handle) => handle.writeFile(content))
    await rename(draft, file)
  } catch (error) {
    await unlink(draft).catch(() => {})
    throw error
  }
  await synced(dirname(file), 'r', async () => {})
}

async function synced(
  path: string,
  flags: string,
  use: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags, 0o600)
  try {
    await use(handle)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
