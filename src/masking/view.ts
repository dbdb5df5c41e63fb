import { joined } from './joined.ts'
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
/** Longer input is taken in pieces: what is held is never more than one and what may yet begin in it. */
export const PIECE = 65_536
const EMPTY: Buffer = Buffer.alloc(0)

/** The stream itself. */
export interface Source extends View {
  /** Puts a chunk behind what is kept: until {@link Source.rest} is called, for there may be room for one stream alone. */
  add(chunk: Buffer): void
  /** What lies between two indices, as it came. */
  slices(from: number, to: number): Buffer[]
  /** Keeps what is left for the next chunk. */
  rest(): void
}

/** What streams keep lies before their next chunk here: room for both would otherwise have to be found each time. */
const room = { bytes: Buffer.allocUnsafeSlow(2 * PIECE), isFree: true }

export function createSource(): Source {
  let kept = EMPTY
  let last = EMPTY
  let isInRoom = false
  let isCut = false
  const view = {
    bytes: EMPTY,
    base: 0,
    startOf: (index: number) => view.base + index,
    endOf: (index: number) => view.base + index,
    add(chunk: Buffer) {
      last = chunk
      const size = kept.length + chunk.length
      isInRoom = kept.length > 0 && size > SMALL && size <= room.bytes.length && room.isFree
      if (!isInRoom) {
        view.bytes = joined(kept, chunk)
        return
      }
      room.isFree = false
      kept.copy(room.bytes)
      chunk.copy(room.bytes, kept.length)
      view.bytes = room.bytes.subarray(0, size)
    },
    slices(from: number, to: number) {
      const [start, end] = [from - kept.length, to - kept.length]
      if (start >= 0) return [last.subarray(start, end)]
      return end <= 0 ? [kept.subarray(from, to)] : [kept.subarray(from), last.subarray(0, end)]
    },
    drop(count: number) {
      view.bytes = view.bytes.subarray(count)
      view.base += count
      isCut = true
    },
    rest() {
      // What is small needn't keep all that it came with.
      const moves = isInRoom || (isCut && view.bytes.length < SMALL)
      kept = moves ? Buffer.from(view.bytes) : view.bytes
      view.bytes = kept
      last = EMPTY
      if (isInRoom) room.isFree = true
      isInRoom = false
      isCut = false
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
 * Where the stretches of a view come from, side by side: there may be as many as bytes. `step` is how many bytes each of
 * a stretch's bytes was: one where they are as they were, more for escapes one after another, none where several stand
 * for one place.
 */
interface Stretches {
  readonly at: number[]
  readonly from: number[]
  readonly step: number[]
}

export function createDecoded(parent: View, decode: Decoder): Decoded {
  let stretches: Stretches | null = null
  /** The next byte of the parent, counted from the beginning. */
  let next = 0

  const view = {
    bytes: EMPTY,
    base: 0,
    unread: () => parent.base + parent.bytes.length - Math.max(next, parent.base),
    startOf(index: number) {
      const { at, from, step } = stretches!
      const place = view.base + index
      const found = stretchAt(at, place)
      return parent.startOf(from[found]! + (place - at[found]!) * step[found]! - parent.base)
    },
    endOf(index: number) {
      const { at, from, step } = stretches!
      const last = view.base + index - 1
      const found = stretchAt(at, last)
      const end = step[found]! > 0 ? from[found]! + (last + 1 - at[found]!) * step[found]! : from[found + 1]!
      return parent.endOf(end - parent.base)
    },
    follow(final: boolean) {
      const input = parent.bytes
      let from = Math.max(0, next - parent.base)
      let written = from < input.length ? decode(input, from, final) : null
      if (stretches === null) {
        next = parent.base + input.length
        if (written === null) return false
        view.base = parent.base
        stretches = { at: [view.base], from: [view.base], step: [1] }
        from = 0
      }
      const had = view.bytes.length
      // What something stands for is never longer than it.
      const bytes = Buffer.allocUnsafe(had + input.length - from)
      view.bytes.copy(bytes)
      let end = had
      const same = (to: number) => {
        if (to === from) return
        join(stretches!, view.base + end, parent.base + from, 1)
        end += input.copy(bytes, end, from, to)
      }
      for (; written !== null && written.size > 0; written = from < input.length ? decode(input, from, final) : null) {
        const { at, size, stands } = written
        same(at)
        join(stretches, view.base + end, parent.base + at, stands.length === 1 ? size : 0)
        for (const byte of stands) bytes[end++] = byte
        from = at + size
      }
      const to = written?.at ?? input.length
      same(to)
      join(stretches, view.base + end, parent.base + to, 1)
      next = parent.base + to
      view.bytes = bytes.subarray(0, end)
      return true
    },
    drop(count: number) {
      view.bytes = view.bytes.subarray(count)
      view.base += count
      const gone = stretchAt(stretches!.at, view.base)
      for (const list of [stretches!.at, stretches!.from, stretches!.step]) list.splice(0, gone)
    },
  }
  return view
}

/** Begins a stretch, unless the last one goes on as it does. */
function join(stretches: Stretches, at: number, from: number, step: number): void {
  const last = stretches.at.length - 1
  const same = stretches.step[last] === step && step > 0
  if (same && stretches.from[last]! + (at - stretches.at[last]!) * step === from) return
  stretches.at.push(at)
  stretches.from.push(from)
  stretches.step.push(step)
}

/** The last stretch that begins at a place or before it. */
function stretchAt(begins: readonly number[], place: number): number {
  let [low, high] = [0, begins.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (begins[middle]! <= place) low = middle
    else high = middle - 1
  }
  return low
}
