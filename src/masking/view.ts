import type { Decoder } from './unescaped.ts'

/** A stream as it is, or as it reads with something decoded: its bytes as far as they are kept, and where they are from. */
export interface View {
  /** What is kept of it. */
  readonly bytes: Buffer
  /** How many bytes came before that. */
  readonly base: number
  /** Where in the stream the byte at an index begins, and where the one before it ends. */
  startOf(index: number): number
  endOf(index: number): number
  /** Lets the first so many bytes go. */
  drop(count: number): void
}

const SMALL = 4096

/** The stream itself. */
export interface Source extends View {
  add(chunk: Buffer): void
}

export function createSource(): Source {
  let bytes: Buffer = Buffer.alloc(0)
  let base = 0
  return {
    get bytes() {
      return bytes
    },
    get base() {
      return base
    },
    startOf: (index) => base + index,
    endOf: (index) => base + index,
    add(chunk) {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    },
    drop(count) {
      // What is small needn't keep all that it came with.
      bytes = bytes.length - count < SMALL ? Buffer.from(bytes.subarray(count)) : bytes.subarray(count)
      base += count
    },
  }
}

/** A decoded view. It begins where there is something to decode: until then it would be the same as what it is made of. */
export interface Decoded extends View {
  /** Takes what came to what it is made of. Answers whether there is anything to see. */
  follow(final: boolean): boolean
  /** How many bytes of what it is made of it still has to see. */
  readonly unread: number
}

/**
 * Where a stretch of a view comes from: of stretches that are as they were, each byte is from a byte; of what stands for
 * something else, all bytes are from the same place.
 */
interface Stretch {
  readonly at: number
  readonly from: number
  readonly same: boolean
}

export function createDecoded(parent: View, decode: Decoder): Decoded {
  let bytes: Buffer = Buffer.alloc(0)
  let base = 0
  let stretches: Stretch[] = []
  let begun = false
  /** The next byte of the parent, counted from the beginning. */
  let next = parent.base

  /** The last stretch that begins at a place or before it. */
  function stretchAt(at: number): number {
    let [low, high] = [0, stretches.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (stretches[middle]!.at <= at) low = middle
      else high = middle - 1
    }
    return low
  }

  function append(length: number, from: number, same: boolean, at: number): number {
    stretches.push({ at, from, same })
    return at + length
  }

  return {
    get bytes() {
      return bytes
    },
    get base() {
      return base
    },
    get unread() {
      return parent.base + parent.bytes.length - Math.max(next, parent.base)
    },
    startOf(index) {
      const at = base + index
      const { at: begin, from, same } = stretches[stretchAt(at)]!
      return parent.startOf((same ? from + at - begin : from) - parent.base)
    },
    endOf(index) {
      const last = base + index - 1
      const found = stretchAt(last)
      const { at: begin, from, same } = stretches[found]!
      return parent.endOf((same ? from + last - begin + 1 : stretches[found + 1]!.from) - parent.base)
    },
    follow(final) {
      const input = parent.bytes
      let from = Math.max(0, next - parent.base)
      let written = from < input.length ? decode(input, from, final) : null
      if (!begun) {
        if (written === null) {
          next = parent.base + input.length
          return false
        }
        begun = true
        base = parent.base
        stretches = []
        from = 0
      }
      let end = base + bytes.length
      const parts: Buffer[] = [bytes]
      const copy = (to: number) => {
        if (stretches.at(-1)?.same !== true) append(0, parent.base + from, true, end)
        parts.push(input.subarray(from, to))
        end += to - from
      }
      while (written !== null && written.size > 0) {
        const { at, size, stands } = written
        copy(at)
        parts.push(stands as Buffer)
        end = append(stands.length, parent.base + at, false, end)
        append(0, parent.base + at + size, true, end)
        from = at + size
        written = from < input.length ? decode(input, from, final) : null
      }
      const to = written?.at ?? input.length
      copy(to)
      next = parent.base + to
      bytes = Buffer.concat(parts)
      return true
    },
    drop(count) {
      bytes = bytes.subarray(count)
      base += count
      stretches.splice(0, stretchAt(base))
    },
  }
}
