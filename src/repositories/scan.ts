import { createHmac } from 'node:crypto'
import type { Telltale } from '../core/honeytoken.ts'
import { alignedCoresOf } from '../detectors/base64.ts'
import { createScanner } from '../detectors/scanner.ts'
import { createBatchParser } from './batch.ts'
import { unfolded } from './folded.ts'
import { gitOutput } from './git.ts'
import { LIMITS } from './limits.ts'

/** What to scan: every object that a quarantine holds by itself. */
export interface ScanJob {
  readonly env: NodeJS.ProcessEnv
  /** Objects that were not pushed. */
  readonly except: ReadonlySet<string>
  /** For fingerprints: without it nobody can try out what a secret was. */
  readonly key: Uint8Array
  /** What tells of honeytokens. */
  readonly telltales: readonly Telltale[]
}

/** A secret in an object. Its value is nowhere but in the push. */
export interface Sighting {
  readonly object: string
  readonly type: string
  readonly rule: string
  readonly confidence: 'provider' | 'generic'
  /** From 1; in a tree and in binary contents it only tells one sighting from another. */
  readonly line: number
  /** The same for the same value, wherever it stands: lower-case hex. */
  readonly fingerprint: string
}

export interface Scanned {
  readonly sightings: readonly Sighting[]
  /** Whether there are more than are listed. */
  readonly truncated: boolean
  /** Blobs whose beginning is no text, as git tells it: a NUL in the first 8,000 bytes. */
  readonly binaries: ReadonlySet<string>
  /** Those that any object holds, as they are or in base64, folded or not. */
  readonly honeytokens: readonly string[]
}

/** Bytes scanned at once, and of how many the next piece sees the end again. A secret and its name are shorter. */
const PIECE = 4 * 1024 ** 2
const OVERLAP = 128 * 1024
const TEXT_LOOK = 8_000
const MOST_SIGHTINGS = 2_000

/** Costs some milliseconds to make, and keeps nothing of what it scans. */
const scanner = createScanner()

/** Scans every object of a job, whatever its type and size. Rejects with GitFailed, and with the signal's reason. */
export async function scan({ env, except, key, telltales }: ScanJob, signal: AbortSignal): Promise<Scanned> {
  const sightings: Sighting[] = []
  const binaries = new Set<string>()
  const honeytokens = new Set<string>()
  const forms = telltales.flatMap(formsOf)
  const room = Buffer.allocUnsafe(PIECE + OVERLAP)
  let truncated = false
  let object = ''
  let type = ''
  let filled = 0
  let first = true
  let line = 1

  const look = (last: boolean): void => {
    const bytes = room.subarray(0, filled)
    if (first && type === 'blob' && bytes.subarray(0, TEXT_LOOK).includes(0)) binaries.add(object)
    const joined = forms.length === 0 ? null : unfolded(bytes)
    for (const { honeytoken, form } of forms) {
      if (honeytokens.has(honeytoken)) continue
      if (bytes.includes(form) || joined?.includes(form) === true) honeytokens.add(honeytoken)
    }
    const found = scanner.scan(bytes)
    truncated ||= found.truncated
    for (const it of found.found) {
      // Each half of an overlap is the business of one piece alone, which sees what is before it and after it.
      if (!first && it.start < OVERLAP / 2) continue
      if (!last && it.start >= filled - OVERLAP / 2) continue
      if (sightings.length === MOST_SIGHTINGS) {
        truncated = true
        break
      }
      const fingerprint = createHmac('sha256', key).update(`${it.rule}\0${it.value}`).digest('hex').slice(0, 32)
      const { rule, confidence } = it
      sightings.push({ object, type, rule, confidence, line: line + it.line - 1, fingerprint })
    }
    if (last) return
    const gone = filled - OVERLAP
    for (let at = bytes.indexOf(0x0a); at >= 0 && at < gone; at = bytes.indexOf(0x0a, at + 1)) line++
    room.copyWithin(0, gone, filled)
    filled = OVERLAP
    first = false
  }

  const parse = createBatchParser({
    object(oid, kind) {
      if (except.has(oid)) return false
      ;[object, type, filled, first, line] = [oid, kind, 0, true, 1]
      return true
    },
    bytes(piece, last) {
      for (let at = 0; at < piece.length; ) {
        if (filled === room.length) look(false)
        const taken = piece.copy(room, filled, at)
        at += taken
        filled += taken
      }
      if (last) look(true)
    },
  })
  const args = ['cat-file', '--batch', '--batch-all-objects', '--unordered', '--buffer']
  await gitOutput({ args, env, signal, limits: LIMITS }, parse)
  return { sightings, truncated, binaries, honeytokens: [...honeytokens] }
}

/** The fewest characters of base64 by which a value is told. */
const LEAST_CORE = 6

function formsOf({ honeytoken, value }: Telltale): { honeytoken: string; form: Buffer }[] {
  const cores = alignedCoresOf(Buffer.from(value), LEAST_CORE).map(({ core }) => core)
  return [value, ...cores].map((form) => ({ honeytoken, form: Buffer.from(form) }))
}
