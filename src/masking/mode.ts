import { createHmac } from 'node:crypto'
import type { MaskMode } from '../core/decision.ts'

/** What is written for something hidden, made while it streams by. */
export interface Replacement {
  update(bytes: Buffer): void
  end(): string
}

/** A value that shows its last four characters has three times as many at least. */
const LEAST_SHOWN = 12
const LAST = 4
/** Hexadecimal digits of a pseudonym. */
const DIGITS = 16

/** Nothing, its name, its last four characters, or a pseudonym that is the same for the same value under the same key. */
export function replacementOf(name: string, mode: MaskMode, key: Buffer): Replacement {
  if (mode === 'pseudonym') return pseudonym(name, key)
  if (mode === 'last_four') return lastFour(name)
  const text = mode === 'remove' ? '' : `[masked:${name}]`
  return { update: () => {}, end: () => text }
}

function pseudonym(name: string, key: Buffer): Replacement {
  const hmac = createHmac('sha256', key)
  return {
    update: (bytes) => void hmac.update(bytes),
    end: () => `[${name}:${hmac.digest('hex').slice(0, DIGITS)}]`,
  }
}

function lastFour(name: string): Replacement {
  let last = ''
  let length = 0
  return {
    update(bytes) {
      length += bytes.length
      last = (last + bytes.toString('latin1', Math.max(0, bytes.length - LAST))).slice(-LAST)
    },
    // Whatever isn't a letter or a digit might mean something where it stands.
    end: () => (length < LEAST_SHOWN ? `[masked:${name}]` : `[masked:${name}:${last.replace(/[^A-Za-z0-9]/g, '*')}]`),
  }
}
