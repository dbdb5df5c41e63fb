import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packed, rebundled } from '../policy/rebundled.ts'

/** The default bundle with other settings: `change` is laid over `data.settings`, object by object. Answers its file. */
export function bundleWith(change: object): string {
  const files = new Map(rebundled('changed'))
  const data = JSON.parse(String(files.get('data.json'))) as { settings: object }
  files.set('data.json', Buffer.from(JSON.stringify({ ...data, settings: merged(data.settings, change) })))
  const file = join(mkdtempSync(join(tmpdir(), 'sallyport-bundle-')), 'bundle.tar.gz')
  writeFileSync(file, packed(files))
  return file
}

function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above
  const names = new Set([...Object.keys(below), ...Object.keys(above)])
  return Object.fromEntries(
    [...names].map((name) => [name, name in above ? merged(below[name], above[name]) : below[name]]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
