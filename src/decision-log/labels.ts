import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What tells this gateway's decisions from others' in a decision log. */
export async function labels(id: string): Promise<{ app: string; id: string; version: string }> {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string
  }
  return { app: 'sallyport', id, version }
}
