import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { GatewayError } from '../../core/errors.ts'
import { BUNDLE_LIMIT } from '../bundle.ts'
import { writeTar } from '../tar.ts'

const compress = promisify(gzip)

/** What lies at a path, and by what its next change shows: one line a file. */
export interface Snapshot {
  readonly path: string
  readonly folder: boolean
  /** Names below the path, in order; the empty one where it is a file. */
  readonly names: readonly string[]
  readonly mark: string
}

/**
 * What lies at a path now. Kubernetes's own links into a volume, whose names begin with two dots, are passed over.
 * Rejects with ERR_POLICY_MISSING where it can't be looked at, and with ERR_POLICY_BUNDLE for what is too large, or
 * neither file nor folder.
 */
export async function snapshot(path: string): Promise<Snapshot> {
  const folder = (await look(path)).isDirectory()
  const names = folder ? (await filesBelow(path, '')).sort() : ['']
  const lines: string[] = []
  let size = 0n
  for (const name of names) {
    const entry = await look(join(path, name))
    if (!entry.isFile()) throw unusable(`${join(path, name)} is not a regular file.`)
    size += entry.size
    lines.push([name, entry.ino, entry.size, entry.mtimeNs, entry.ctimeNs].join(' '))
  }
  if (size > BUNDLE_LIMIT) throw unusable(`${path} has ${size} bytes, and a bundle has at most ${BUNDLE_LIMIT}.`)
  return { path, folder, names, mark: lines.join('\n') }
}

/** The `.tar.gz` at a path, or a folder's files as one. The same files make the same bytes. */
export async function readArchive({ path, folder, names }: Snapshot): Promise<Buffer> {
  if (!folder) return reading(path, () => readFile(path))
  const files = new Map<string, Buffer>()
  for (const name of names) files.set(name, await reading(join(path, name), () => readFile(join(path, name))))
  try {
    return await compress(writeTar(files), { level: 1 })
  } catch (cause) {
    throw unusable((cause as Error).message)
  }
}

async function filesBelow(path: string, below: string): Promise<string[]> {
  const entries = await reading(path, () => readdir(join(path, below), { withFileTypes: true }))
  const found = entries
    .filter(({ name }) => !name.startsWith('..'))
    .map((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path, name) : [name]
    })
  return (await Promise.all(found)).flat()
}

function look(path: string) {
  return reading(path, () => stat(path, { bigint: true }))
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GatewayError('ERR_POLICY_MISSING', `The policy bundle ${path} can't be read (${code}).`, {
      fix: 'Build it with: sallyport policy build',
      cause,
    })
  }
}

function unusable(why: string): GatewayError {
  return new GatewayError('ERR_POLICY_BUNDLE', `The policy bundle can't be read: ${why}`)
}
