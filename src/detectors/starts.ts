import { back, headOf } from './head.ts'
import type { Spot } from './prefilter.ts'
import type { Shape } from './rule.ts'

/** Finds the places at which shapes without a keyword are tried. */
export interface Starts<T> {
  /**
   * Goes over bytes that more may come behind, from where `spot` is, which moves on, and calls back at each byte that a
   * shape may start with, the first of a run of them. Stays where the callback answers false. Answers before which byte
   * nothing begins that it wasn't called for.
   */
  goOn(bytes: Buffer, spot: Spot, final: boolean, found: (of: T, at: number) => boolean): number
}

export function createStarts<T>(shapes: readonly { readonly of: T; readonly shape: Shape }[]): Starts<T> {
  const byByte = Array.from({ length: 256 }, (_, byte) => shapes.filter(({ shape }) => shape.starts![byte] === 1))
  const any = Uint8Array.from(byByte, ({ length }) => Math.min(1, length))
  const head = headOf(shapes.flatMap(({ shape }) => shape.before ?? []))

  return {
    goOn(bytes, spot, final, found) {
      if (shapes.length === 0) return bytes.length
      let { index } = spot
      for (let at = next(bytes, spot.at, any); at < bytes.length; at = next(bytes, at + 1, any)) {
        const here = byByte[bytes[at]!]!
        const before = bytes[at - 1]
        for (; index < here.length; index++) {
          const { of, shape } = here[index]!
          if (before !== undefined && shape.starts![before] === 1) continue
          if (found(of, at)) continue
          spot.at = at
          spot.index = index
          return back(head, bytes, at)
        }
        index = 0
      }
      spot.at = bytes.length
      spot.index = 0
      return final ? bytes.length : back(head, bytes, bytes.length)
    },
  }
}

/** The next byte of a table. By itself, so that it stays as fast as it is. */
function next(bytes: Buffer, from: number, table: Uint8Array): number {
  const length = bytes.length
  let at = from
  while (at < length && table[bytes[at]!] === 0) at++
  return at
}
