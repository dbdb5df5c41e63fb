import type { Finder, FinderPlan } from '../detectors/index.ts'
import { type Decoder, unescaped } from './unescaped.ts'
import { unfold } from './unfold.ts'
import { createDecoded, type Decoded, type View } from './view.ts'

/** A view that is looked at, and how far it was. */
export interface Watched<M> {
  readonly view: View
  /** Absent for the stream itself, which is always there. */
  readonly decoded: Decoded | null
  readonly parent: Watched<M> | null
  readonly encodedOnly: boolean
  finder: Finder<M> | null
  /** Before which index of it everything was found. */
  looked: number
}

/** The views of a stream: as it is, with escapes taken out once and twice, and the first two with folded base64 joined. */
export interface Views<M> {
  /** Each behind the one that it is made of. */
  readonly all: readonly Watched<M>[]
  /** Told of bytes that have come: views are made once there is something that they would read otherwise. */
  came(chunk: Buffer): void
}

const [BACKSLASH, PERCENT, LINE_FEED, RETURN] = [0x5c, 0x25, 0x0a, 0x0d]

export function createViews<M>(source: View, plan: FinderPlan<M>, wide: boolean): Views<M> {
  const whole = watch(source, null, null, false, plan.create(false))
  const all = [whole]
  let isEscaped = false
  let isFolded = false

  function add(parent: Watched<M>, decoder: Decoder): Watched<M> {
    const decoded = createDecoded(parent.view, decoder)
    const made = watch(decoded, decoded, parent, decoder === unfold, null)
    all.push(made)
    return made
  }

  return {
    all,
    came(chunk) {
      if (!isEscaped && (chunk.includes(BACKSLASH) || chunk.includes(PERCENT))) {
        isEscaped = true
        const once = add(whole, unescaped(wide))
        add(once, unescaped(wide))
        // An escape may stand for the end of a line.
        add(once, unfold)
      }
      if (!isFolded && (chunk.includes(LINE_FEED) || chunk.includes(RETURN))) {
        isFolded = true
        add(whole, unfold)
      }
    },
  }
}

const watch = <M>(
  view: View,
  decoded: Decoded | null,
  parent: Watched<M> | null,
  encodedOnly: boolean,
  finder: Finder<M> | null,
): Watched<M> => ({ view, decoded, parent, encodedOnly, finder, looked: 0 })
