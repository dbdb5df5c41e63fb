import { back, headOf } from './head.ts'
import type { Spot } from './prefilter.ts'
import type { Shape } from './rule.ts'

/** Finds the places at which shapes without a keyword are tried. */
export interface Starts<T> {
  /**
   * Goes over bytes that more may come behind, from where `spot` is, which moves on, and calls back at each run of bytes
   * that a shape may start with. Stays where the callback answers false. Answers before which byte nothing begins that
   * it wasn't called for.
   */
  goOn(bytes: Buffer, spot: Spot, final: boolean, found: (of: T, at: number) => boolean): number
}

interface Starting<T> {
  readonly of: T
  readonly shape: Shape
}

/** Longer runs are all alike. */
const LONGEST = 32

export function createStarts<T>(shapes: readonly Starting<T>[]): Starts<T> {
  /** By the byte, and by how many of its kind there are: what may start there. */
  const tables = [...new Set(shapes.map(({ shape }) => shape.starts!))].map((table) => ({
    table,
    byLength: Array.from({ length: LONGEST + 1 }, (_, length) =>
      shapes.filter(({ shape }) => shape.starts === table && mayBe(shape, length)),
    ),
  }))
  const tableOf = Array.from({ length: 256 }, (_, byte) => tables.find(({ table }) => table[byte] === 1))
  const any = Uint8Array.from(tableOf, (table) => (table === undefined ? 0 : 1))
  const head = headOf(shapes.flatMap(({ shape }) => shape.before ?? []))

  return {
    goOn(bytes, spot, final, found) {
      if (shapes.length === 0) return bytes.length
      let { index } = spot
      let at = next(bytes, spot.at, any)
      while (at < bytes.length) {
        const { table, byLength } = tableOf[bytes[at]!]!
        let end = at + 1
        while (end < bytes.length && table[bytes[end]!] === 1) end++
        // The rest of a run that went by is no run of its own.
        const rest = index === 0 && at > 0 && table[bytes[at - 1]!] === 1
        const whole = end < bytes.length || final || rest || end - at >= LONGEST
        const here = whole && !rest ? byLength[Math.min(end - at, LONGEST)]! : []
        for (; index < here.length; index++) {
          const { of, shape } = here[index]!
          if (shape.startsWith?.behind !== undefined && shape.startsWith.behind[bytes[at - 1] ?? 0] === 0) continue
          if (!found(of, at)) break
        }
        if (!whole || index < here.length) {
          spot.at = at
          spot.index = index
          return back(head, bytes, at)
        }
        index = 0
        at = next(bytes, end, any)
      }
      spot.at = bytes.length
      spot.index = 0
      return final ? bytes.length : back(head, bytes, bytes.length)
    },
  }
}

const mayBe = ({ startsWith }: Shape, length: number) =>
  startsWith?.lengths === undefined || startsWith.lengths.includes(length)

/** The next byte of a table. By itself, so that it stays as fast as it is. */
function next(bytes: Buffer, from: number, table: Uint8Array): number {
  const length = bytes.length
  let at = from
  while (at < length && table[bytes[at]!] === 0) at++
  return at
}
