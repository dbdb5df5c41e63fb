import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bundle, readBundle } from '../../src/policy/bundle.ts'
import { folderOf, runOpa } from './real-opa.ts'

/**
 * A bundle that OPA makes of one file of package `sallyport`, and of one for Git where there is any. With OPA's own
 * capabilities, so that every builtin builds.
 */
export function compiled(rego: string, data: object = {}, forGit?: string): Bundle {
  const folder = folderOf({
    'policy.rego': `package sallyport\n\n${rego}\n`,
    'data.json': JSON.stringify(data),
    ...(forGit && { 'git.rego': `package sallyport.protocols.git\n\n${forGit}\n` }),
  })
  const entrypoints = ['sallyport/decision', ...(forGit ? ['sallyport/protocols/git/decision'] : [])]
  runOpa(
    folder,
    'build',
    '--bundle',
    '.',
    '--target',
    'wasm',
    '--revision',
    'r1',
    '--output',
    'bundle.tar.gz',
    ...entrypoints.flatMap((path) => ['--entrypoint', path]),
  )
  return readBundle(readFileSync(join(folder, 'bundle.tar.gz')))
}

/** A decision that allows, with a `message` that is defined elsewhere, where `holds` is true; else none. */
export function allowingIf(holds: string): string {
  const reasons = '[{"code": "git/rule", "message": message}]'
  return `decision := {"effect": "allow", "reasons": ${reasons}, "requirements": [], "masks": [], "counters": []} if {\n${holds}\n}`
}
