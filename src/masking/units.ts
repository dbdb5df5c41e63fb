import type { Engine, Outlet } from './engine.ts'

/** Masks what an engine finds in bytes that come in chunks. */
export interface UnitRedactor {
  /** All that is decided by now: what a match may yet begin in is held back. */
  write(chunk: Buffer): Buffer
  /** The rest. */
  end(): Buffer
  /** How many of the bytes that were written are held back. */
  held(): number
}

/** What the characters of a text are written in: bytes, where ASCII is as it is, or wider units. */
export type Units = 'bytes' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

/** Bytes a unit, and which of them holds ASCII. */
const LAYOUT = {
  'utf-16le': { width: 2, low: 0 },
  'utf-16be': { width: 2, low: 1 },
  'utf-32le': { width: 4, low: 0 },
  'utf-32be': { width: 4, low: 3 },
} as const

/** Masks text of wide units by what an engine does to it as a byte a character. All other units pass as they are. */
export function redactorOfUnits(units: Exclude<Units, 'bytes'>, engine: Engine): UnitRedactor {
  const { width, low } = LAYOUT[units]
  /** What hasn't been decided, and a unit of which only a part is there. */
  let held: Buffer = Buffer.alloc(0)
  let narrowed = 0

  function narrow(): Buffer {
    const count = Math.floor(held.length / width) - narrowed
    const narrow = Buffer.alloc(count)
    for (let at = 0; at < count; at++) {
      const unit = (narrowed + at) * width
      const byte = held[unit + low]!
      let others = 0
      for (let index = 0; index < width; index++) if (index !== low) others |= held[unit + index]!
      narrow[at] = others === 0 && byte < 0x80 ? byte : 0xff
    }
    narrowed += count
    return narrow
  }

  function widen(text: string): Buffer {
    const wide = Buffer.alloc(text.length * width)
    for (let at = 0; at < text.length; at++) wide[at * width + low] = text.charCodeAt(at)
    return wide
  }

  function apply(feed: (out: Outlet) => void): Buffer {
    const parts: Buffer[] = []
    let at = 0
    const go = (count: number) => {
      const from = at
      at += count * width
      narrowed -= count
      return held.subarray(from, at)
    }
    feed({
      pass: (bytes) => void parts.push(go(bytes.length)),
      hide(count, text) {
        go(count)
        if (text !== '') parts.push(widen(text))
      },
    })
    const done = Buffer.concat(parts)
    held = Buffer.from(held.subarray(at))
    return done
  }

  return {
    held: () => held.length,
    write(chunk) {
      held = Buffer.concat([held, chunk])
      const characters = narrow()
      return apply((out) => engine.write(characters, out))
    },
    end() {
      const last = apply((out) => engine.end(out))
      // A part of a unit is no character, and no part of a secret.
      const rest = held
      held = Buffer.alloc(0)
      return Buffer.concat([last, rest])
    },
  }
}
