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
const EMPTY: Buffer = Buffer.alloc(0)

/** The stream itself. */
export interface Source extends View {
  add(chunk: Buffer): void
}

export function createSource(): Source {
  const view = {
    bytes: EMPTY,
    base: 0,
    startOf: (index: number) => view.base + index,
    endOf: (index: number) => view.base + index,
    add(chunk: Buffer) {
      view.bytes = view.bytes.length === 0 ? chunk : Buffer.concat([view.bytes, chunk])
    },
    drop(count: number) {
      // What is small needn't keep all that it came with.
      const rest = view.bytes.subarray(count)
      view.bytes = rest.length < SMALL ? Buffer.from(rest) : rest
      view.base += count
    },
  }
  return view
}

/** A decoded view. It begins where there is something to decode: until then it would be the same as what it is made of. */
export interface Decoded extends View {
  /** Takes what came to what it is made of. Answers whether there is anything to see. */
  follow(final: boolean): boolean
  /** How many bytes of what it is made of it still has to see. */
  unread(): number
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
  let stretches: Stretch[] | null = null
  /** The next byte of the parent, counted from the beginning. */
  let next = 0

  const view = {
    bytes: EMPTY,
    base: 0,
    unread: () => parent.base + parent.bytes.length - Math.max(next, parent.base),
    startOf(index: number) {
      const at = view.base + index
      const { at: begin, from, same } = stretches![stretchAt(stretches!, at)]!
      return parent.startOf((same ? from + at - begin : from) - parent.base)
    },
    endOf(index: number) {
      const last = view.base + index - 1
      const found = stretchAt(stretches!, last)
      const { at: begin, from, same } = stretches![found]!
      return parent.endOf((same ? from + last - begin + 1 : stretches![found + 1]!.from) - parent.base)
    },
    follow(final: boolean) {
      const input = parent.bytes
      let from = Math.max(0, next - parent.base)
      let written = from < input.length ? decode(input, from, final) : null
      if (stretches === null) {
        next = parent.base + input.length
        if (written === null) return false
        view.base = parent.base
        stretches = [{ at: view.base, from: view.base, same: true }]
        from = 0
      }
      const parts: Buffer[] = [view.bytes]
      let end = view.base + view.bytes.length
      for (; written !== null && written.size > 0; written = from < input.length ? decode(input, from, final) : null) {
        const { at, size, stands } = written
        parts.push(input.subarray(from, at), stands as Buffer)
        end += at - from
        stretches.push({ at: end, from: parent.base + at, same: false })
        end += stands.length
        stretches.push({ at: end, from: parent.base + at + size, same: true })
        from = at + size
      }
      const to = written?.at ?? input.length
      parts.push(input.subarray(from, to))
      next = parent.base + to
      view.bytes = Buffer.concat(parts)
      return true
    },
    drop(count: number) {
      view.bytes = view.bytes.subarray(count)
      view.base += count
      stretches!.splice(0, stretchAt(stretches!, view.base))
    },
  }
  return view
}

/** The last stretch that begins at a place or before it. */
function stretchAt(stretches: readonly Stretch[], at: number): number {
  let [low, high] = [0, stretches.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (stretches[middle]!.at <= at) low = middle
    else high = middle - 1
  }
  return low
}
