import { gunzipSync } from 'node:zlib'
import { GatewayError } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { readTar } from './tar.ts'

/** The one document that a bundle is asked for. */
export const ENTRYPOINT = 'sallyport/decision'

/** What an archive may inflate to, in bytes. */
const INFLATED_LIMIT = 64 * 1024 ** 2

/** An OPA bundle whose policy is compiled to WebAssembly. */
export interface Bundle {
  readonly revision: string
  /** The module that answers {@link ENTRYPOINT}. */
  readonly wasm: Buffer
  readonly data: { readonly [name: string]: Json }
}

/**
 * A bundle from its `.tar.gz`. Throws ERR_POLICY_MISSING for an archive that can't be read, and for a bundle that has
 * no revision or no module for {@link ENTRYPOINT}. Source: OPA, "Bundle File Format".
 */
export function readBundle(archive: Buffer): Bundle {
  try {
    const files = readTar(gunzipSync(archive, { maxOutputLength: INFLATED_LIMIT }))
    const manifest = object(files.get('.manifest'), '.manifest')
    if (typeof manifest.revision !== 'string' || manifest.revision === '') throw new Error('It has no revision.')
    return {
      revision: manifest.revision,
      wasm: moduleOf(manifest, files),
      data: files.has('data.json') ? object(files.get('data.json'), 'data.json') : {},
    }
  } catch (cause) {
    throw new GatewayError('ERR_POLICY_MISSING', `The policy bundle can't be read: ${(cause as Error).message}`, {
      fix: `Build it with: opa build -b policies -t wasm -e ${ENTRYPOINT} -r <revision>`,
      cause,
    })
  }
}

function moduleOf(manifest: { readonly [name: string]: Json }, files: ReadonlyMap<string, Buffer>): Buffer {
  const modules = Array.isArray(manifest.wasm) ? (manifest.wasm as readonly Json[]) : []
  for (const entry of modules) {
    if (!isObject(entry) || entry.entrypoint !== ENTRYPOINT || typeof entry.module !== 'string') continue
    const wasm = files.get(entry.module.replace(/^\//, ''))
    if (wasm === undefined) throw new Error(`"${entry.module}" is named in .manifest, and is not there.`)
    return wasm
  }
  throw new Error(`It has no module for ${ENTRYPOINT}.`)
}

function object(file: Buffer | undefined, name: string): { readonly [name: string]: Json } {
  if (file === undefined) throw new Error(`It has no ${name}.`)
  const value = JSON.parse(file.toString('utf8')) as Json
  if (!isObject(value)) throw new Error(`${name} holds no object.`)
  return value
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
