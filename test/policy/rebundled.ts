import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type Files, unpack } from '../../src/policy/bundle.ts'
import { writeTar } from '../../src/policy/tar.ts'
import { bundle } from '../cli/run-cli.ts'
import { claimsOf, type Keys, signedBy, tokenOf } from './signing.ts'

/** The default bundle's files by another name. */
export function rebundled(revision: string, sequence: number | null = null): Files {
  const files = unpack(readFileSync(bundle))
  const manifest = JSON.parse(String(files.get('.manifest'))) as object
  return new Map(files).set('.manifest', Buffer.from(JSON.stringify({ ...manifest, revision, metadata: { sequence } })))
}

export async function signed(files: Files, keys: Keys): Promise<Files> {
  return signedBy(files, await tokenOf(claimsOf(files), keys))
}

export function packed(files: Files): Buffer {
  return gzipSync(writeTar(files))
}
