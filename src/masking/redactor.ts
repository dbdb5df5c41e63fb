import type { Engine, Outlet } from './engine.ts'
import { type Redactor, redactorOfUnits, type Units } from './units.ts'

export type { Redactor } from './units.ts'

/**
 * Masks by engines, one after the other, in text of these units. However the bytes are cut into chunks, what comes out
 * is the same.
 */
export function redactorOf(engines: readonly Engine[], units: Units): Redactor {
  const redactors = engines.map((engine) =>
    units === 'bytes' ? redactorOfBytes(engine) : redactorOfUnits(units, engine),
  )
  return {
    get count() {
      return redactors.reduce((sum, redactor) => sum + redactor.count, 0)
    },
    write: (chunk) => redactors.reduce((bytes, redactor) => redactor.write(bytes), chunk),
    end: () =>
      redactors.reduce((bytes, redactor) => Buffer.concat([redactor.write(bytes), redactor.end()]), Buffer.alloc(0)),
  }
}

function redactorOfBytes(engine: Engine): Redactor {
  function apply(feed: (out: Outlet) => void): Buffer {
    const parts: Buffer[] = []
    feed({
      pass: (bytes) => void parts.push(bytes),
      hide(_, text) {
        if (text !== '') parts.push(Buffer.from(text, 'latin1'))
      },
    })
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }

  return {
    get count() {
      return engine.count
    },
    write: (chunk) => apply((out) => engine.write(chunk, out)),
    end: () => apply((out) => engine.end(out)),
  }
}
