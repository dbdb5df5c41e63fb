import { open, stat } from 'node:fs/promises'
import { type EarlyReference, trimmed } from './reference.ts'

/** Milliseconds after a file's last change within which another may leave all that `stat` tells as it was. */
const UNSETTLED = 2_000

interface Read {
  readonly secret: string
  /** What `stat` told; null where that can't be relied on yet. */
  readonly seen: string | null
}

/** Reads files' secrets, and again at their next use after they changed. */
export function createFileReader(now: () => number): (reference: EarlyReference) => Promise<string> {
  const kept = new Map<string, Read>()
  const pending = new Map<string, Promise<string>>()

  const look = async (reference: EarlyReference): Promise<string> => {
    const { name } = reference
    const known = kept.get(name)
    if (known !== undefined && known.seen === marks(await stat(name, { bigint: true }))) return known.secret
    kept.delete(name)
    const file = await open(name)
    try {
      const before = await file.stat({ bigint: true })
      const secret = trimmed(reference, await file.readFile('utf8'))
      const settled = now() - Number(before.ctimeMs) > UNSETTLED
      kept.set(name, { secret, seen: settled ? marks(before) : null })
      return secret
    } finally {
      await file.close()
    }
  }

  return (reference) => {
    const { name } = reference
    const asked = pending.get(name) ?? look(reference).finally(() => pending.delete(name))
    pending.set(name, asked)
    return asked
  }
}

function marks(of: { dev: bigint; ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }): string {
  return [of.dev, of.ino, of.size, of.mtimeNs, of.ctimeNs].join()
}
