import type { Detector } from './detectors.ts'
import { planOfExact } from './exact.ts'
import { createScanner, type Plan, planOf } from './scanner.ts'

/** Longer input is cut up: a regular expression's stack grows with what it matches. */
const PIECE = 65_536

/** Masks secrets in bytes that come in chunks. */
export interface Redactor {
  /** All that is decided by now: what a match may yet begin in is held back. */
  write(chunk: Buffer): Buffer
  /** The rest. */
  end(): Buffer
  /** How many secrets were masked so far. */
  readonly count: number
}

/**
 * Masks what `detectors` find, as `[masked:<name>]`, and every one of the exact strings `known`, as
 * `[masked:credential]`. All other bytes pass as they are, whatever they encode. However the bytes are cut into chunks,
 * what comes out is the same, and no more is held in memory than the longest pattern or known string.
 */
export function createRedactor(detectors: readonly Detector[], known: readonly string[]): Redactor {
  return redactorOf(planRedaction(detectors, known))
}

/** The passes of a redaction, one after the other, so that no detector takes a part of a credential and lets the rest go. */
export function planRedaction(detectors: readonly Detector[], known: readonly string[]): readonly Plan[] {
  const literals = [...new Set(known)].filter((value) => value !== '').map(asBytes)
  const passes = [
    detectors.filter((detector) => detector.generic !== true),
    detectors.filter((detector) => detector.generic === true),
  ]
  return [
    ...(literals.length === 0 ? [] : [planOfExact(literals)]),
    ...passes.filter((pass) => pass.length > 0).map(planOf),
  ]
}

/** {@link createRedactor} with passes that are ready. */
export function redactorOf(passes: readonly Plan[]): Redactor {
  const scanners = passes.map(createScanner)

  // A byte is a character here, for patterns to work on.
  function run(bytes: Buffer, final: boolean): Buffer {
    let text = bytes.toString('latin1')
    for (const scanner of scanners) text = scanner.write(text, final)
    return Buffer.from(text, 'latin1')
  }

  return {
    get count() {
      return scanners.reduce((sum, scanner) => sum + scanner.count, 0)
    },
    write(chunk) {
      if (scanners.length === 0) return chunk
      if (chunk.length <= PIECE) return run(chunk, false)
      const pieces: Buffer[] = []
      for (let at = 0; at < chunk.length; at += PIECE) pieces.push(run(chunk.subarray(at, at + PIECE), false))
      return Buffer.concat(pieces)
    },
    end: () => run(Buffer.alloc(0), true),
  }
}

/** A byte is a character. */
function asBytes(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text).toString('latin1')
}
