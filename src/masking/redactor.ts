import type { Engine, Outlet } from './engine.ts'
import { joined } from './joined.ts'
import { redactorOfUnits, type UnitRedactor, type Units } from './units.ts'

/** Masks secrets in bytes that come in chunks. */
export interface Redactor extends UnitRedactor {
  /** How many secrets were masked so far. */
  count(): number
}

const EMPTY: Buffer = Buffer.alloc(0)

/**
 * Masks by engines, one after the other, in text of these units. However the bytes are cut into chunks, what comes out
 * is the same.
 */
export function redactorOf(engines: readonly Engine[], units: Units): Redactor {
  const made = engines.map((engine) => (units === 'bytes' ? redactorOfBytes(engine) : redactorOfUnits(units, engine)))
  return {
    count: () => engines.reduce((sum, engine) => sum + engine.count(), 0),
    held: () => made.reduce((sum, one) => sum + one.held(), 0),
    write: (chunk: Buffer) => made.reduce((bytes, one) => one.write(bytes), chunk),
    end: () => made.reduce((bytes, one) => joined(one.write(bytes), one.end()), EMPTY),
  }
}

function redactorOfBytes(engine: Engine): UnitRedactor {
  const parts: Buffer[] = []
  let held = 0
  const outlet: Outlet = {
    pass(bytes) {
      held -= bytes.length
      parts.push(bytes)
    },
    hide(count, text) {
      held -= count
      if (text !== '') parts.push(Buffer.from(text, 'latin1'))
    },
  }

  function taken(): Buffer {
    const bytes = parts.length === 1 ? parts[0]! : parts.length === 0 ? EMPTY : Buffer.concat(parts)
    parts.length = 0
    return bytes
  }

  return {
    held: () => held,
    write(chunk) {
      held += chunk.length
      engine.write(chunk, outlet)
      return taken()
    },
    end() {
      engine.end(outlet)
      return taken()
    },
  }
}
