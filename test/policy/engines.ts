import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Policy } from '../../src/core/policy.ts'
import { type Bundle, readBundle } from '../../src/policy/bundle.ts'
import { createEngine } from '../../src/policy/engine.ts'
import { prepare } from '../../src/policy/preparation.ts'

/** The committed bundle. */
export const defaultBundle: Bundle = readBundle(readFileSync(join(import.meta.dirname, '../../bundles/default.tar.gz')))

/** What judges by a bundle, made on this thread. */
export function engineOf(bundle: Bundle): Policy {
  return createEngine(prepare(bundle))
}

/** A bundle with other data. */
export function withData(bundle: Bundle, data: object): Bundle {
  return { ...bundle, data: Buffer.from(JSON.stringify(data)) }
}
