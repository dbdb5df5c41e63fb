import { gunzipSync } from 'node:zlib'
import { GatewayError } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { readTar } from './tar.ts'

/** The one document that a bundle is asked for. */
export const ENTRYPOINT = 'sallyport/decision'

/** The largest bundle, packed or unpacked, in bytes. */
export const BUNDLE_LIMIT = 64 * 1024 ** 2

/** A bundle's files by name, without a first slash. */
export type Files = ReadonlyMap<string, Buffer>

/** An OPA bundle whose policy is compiled to WebAssembly. */
export interface Bundle {
  readonly revision: string
  /** Its place in the order of bundles, `metadata.sequence` of the manifest; null where it has none. */
  readonly sequence: number | null
  /** The module that answers {@link ENTRYPOINT}. */
  readonly wasm: Buffer
  /** `data.json` as it is written: an object. */
  readonly data: Buffer
  /** The module's name by each entry point that the manifest lists. */
  readonly entrypoints: ReadonlyMap<string, string>
}

/** The files of a bundle's `.tar.gz`. Throws ERR_POLICY_BUNDLE for an archive that can't be read, and for a delta bundle. */
export function unpack(archive: Buffer): Files {
  return readable(() => {
    const files = readTar(gunzipSync(archive, { maxOutputLength: BUNDLE_LIMIT }))
    const patch = [...files.keys()].find((name) => /(^|\/)patch\.json$/.test(name))
    if (patch === undefined) return files
    throw new Error(`It is a delta bundle ("${patch}"), which changes another; only whole bundles are taken.`)
  })
}

/**
 * A bundle from its files, or, whatever its signature, from its `.tar.gz`. Throws ERR_POLICY_BUNDLE for one that has no
 * revision or no module for {@link ENTRYPOINT}, or holds what would otherwise count for nothing: a second module or
 * manifest, data in folders or in YAML. Source: OPA, "Bundle File Format".
 */
export function readBundle(from: Buffer | Files): Bundle {
  const files = Buffer.isBuffer(from) ? unpack(from) : from
  return readable(() => {
    for (const name of files.keys()) checkName(name)
    const manifest = object(files.get('.manifest'), '.manifest')
    if (typeof manifest.revision !== 'string' || manifest.revision === '') throw new Error('It has no revision.')
    const entrypoints = entrypointsOf(manifest)
    checkLogPolicy(entrypoints, files)
    const data = files.get('data.json') ?? Buffer.from('{}')
    object(data, 'data.json')
    return {
      revision: manifest.revision,
      sequence: sequenceOf(manifest),
      wasm: moduleOf(entrypoints, files),
      data,
      entrypoints,
    }
  })
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new GatewayError('ERR_POLICY_BUNDLE', `The policy bundle can't be read: ${(cause as Error).message}`, {
      fix: 'Build it with: sallyport policy build',
      cause,
    })
  }
}

function checkName(name: string): void {
  const base = name.slice(name.lastIndexOf('/') + 1)
  if (/^data\.(json|ya?ml)$/.test(base) && name !== 'data.json') {
    throw new Error(`"${name}" holds data beside data.json; opa build joins them.`)
  }
  if (/\.manifest(\.pb)?$/.test(base) && name !== '.manifest') throw new Error(`"${name}" is a second manifest.`)
}

function sequenceOf({ metadata = {} }: { readonly [name: string]: Json }): number | null {
  if (!isObject(metadata)) throw new Error("The manifest's metadata is no object.")
  const { sequence = null } = metadata
  if (sequence === null || (Number.isSafeInteger(sequence) && (sequence as number) >= 0))
    return sequence as number | null
  throw new Error("The manifest's metadata.sequence is no whole number from 0 to 2^53 - 1.")
}

function entrypointsOf({ wasm = null }: { readonly [name: string]: Json }): ReadonlyMap<string, string> {
  const listed = (Array.isArray(wasm) ? (wasm as readonly Json[]) : []).map((entry) => {
    if (isObject(entry) && typeof entry.entrypoint === 'string' && typeof entry.module === 'string') {
      return [entry.entrypoint, entry.module] as const
    }
    throw new Error("The manifest's list of modules can't be read.")
  })
  return new Map(listed)
}

/** Masks that nobody can ask for would hide nothing. */
function checkLogPolicy(entrypoints: ReadonlyMap<string, string>, files: Files): void {
  const asked = [...entrypoints.keys()].some((path) => path.startsWith('system/log/'))
  const defines = ([name, file]: [string, Buffer]) =>
    name.endsWith('.rego') && /^package system\.log$/m.test(String(file))
  if (!asked && [...files].some(defines)) {
    throw new Error('It defines system.log, and has no entry point for it: what is logged would not be masked.')
  }
}

function moduleOf(entrypoints: ReadonlyMap<string, string>, files: Files): Buffer {
  const module = entrypoints.get(ENTRYPOINT)
  if (module === undefined) throw new Error(`It has no module for ${ENTRYPOINT}.`)
  const other = [...entrypoints.values()].find((it) => it !== module)
  if (other !== undefined) throw new Error(`It has two modules, "${module}" and "${other}"; one must hold all of it.`)
  const wasm = files.get(module.replace(/^\//, ''))
  if (wasm === undefined) throw new Error(`"${module}" is named in .manifest, and is not there.`)
  return wasm
}

/** Bytes that are no UTF-8 are refused: readers differ in what they take them for. */
export function readText(file: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
}

function object(file: Buffer | undefined, name: string): { readonly [name: string]: Json } {
  if (file === undefined) throw new Error(`It has no ${name}.`)
  const value = JSON.parse(readText(file)) as Json
  if (!isObject(value)) throw new Error(`${name} holds no object.`)
  return value
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
