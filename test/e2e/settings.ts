import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildBundle } from '../../src/policy/workshop/build.ts'
import { ensureOpa } from '../../src/policy/workshop/opa.ts'
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

/** The default policies with more rules: their Rego by `<category>/<name>`. Answers the bundle's file. Needs OPA. */
export async function bundleWithRules(rules: { readonly [code: string]: string }): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bundle-'))
  const policies = join(folder, 'policies')
  cpSync(join(import.meta.dirname, '..', '..', 'policies'), policies, { recursive: true })
  for (const [code, rego] of Object.entries(rules)) {
    const file = join(policies, 'rules', code, `${code.split('/')[1]}.rego`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `package sallyport.rules.${code.replace('/', '.')}\n\n${rego}`)
  }
  const output = join(folder, 'bundle.tar.gz')
  await buildBundle({ opa: await ensureOpa(), policies, output, revision: 'with-rules', sequence: null })
  return output
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
