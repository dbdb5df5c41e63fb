import { gitLines } from './git.ts'
import { tooMuch } from './limits.ts'
import type { Quarantine } from './quarantine.ts'

/** Bytes of one object, and of all of them, unpacked. A few megabytes of a pack can stand for far more. */
const LARGEST = 1024 ** 3
const MOST = 8 * 1024 ** 3

/** Throws ERR_INSPECTION_LIMIT where a pack unpacks to too much; nothing of it is unpacked before. */
export async function checkSizes({ pushed }: Quarantine, signal: AbortSignal): Promise<void> {
  let total = 0
  const args = ['cat-file', '--batch-check=%(objectsize)', '--batch-all-objects', '--unordered', '--buffer']
  await gitLines({ args, env: pushed, signal }, (line) => {
    const size = Number(line)
    total += size
    if (size > LARGEST) throw tooMuch(`An object of the push unpacks to ${size} bytes, and ${LARGEST} are the most.`)
    if (total > MOST) throw tooMuch(`The push unpacks to more than ${MOST} bytes.`)
  })
}

/** What one object is, as far as it is here. */
export interface ObjectInfo {
  readonly oid: string
  readonly type: string
  readonly size: number
}

/**
 * What each of the names (object names, or with `^{}`) stands for, null for what isn't there.
 *
 * @param env what the run sees: the pushed objects alone, or the mirror's as well
 */
export async function objectsNamed(
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  signal: AbortSignal,
): Promise<(ObjectInfo | null)[]> {
  const found: (ObjectInfo | null)[] = []
  if (names.length === 0) return found
  const stdin = names.map((name) => `${name}\n`).join('')
  await gitLines({ args: ['cat-file', '--batch-check', '--buffer'], env, stdin, signal }, (line) => {
    const [oid, type, size] = line.split(' ')
    found.push(size === undefined ? null : { oid: oid!, type: type!, size: Number(size) })
  })
  return found
}
