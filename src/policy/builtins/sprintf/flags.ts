/** What stands between a percent sign and its verb. */
export interface Flags {
  sharp: boolean
  zero: boolean
  plus: boolean
  minus: boolean
  space: boolean
  /** `%#v`: Go's own syntax. */
  sharpV: boolean
  plusV: boolean
  /** Null where there is none. */
  width: number | null
  precision: number | null
}

export function noFlags(): Flags {
  return {
    sharp: false,
    zero: false,
    plus: false,
    minus: false,
    space: false,
    sharpV: false,
    plusV: false,
    width: null,
    precision: null,
  }
}

/** Pads to the width, in characters: on the left, with zeros if asked for, or else on the right with blanks. */
export function pad(text: string, { width, minus, zero }: Flags): string {
  if (width === null || width <= text.length - surrogatePairs(text)) return text
  const padding = (zero && !minus ? '0' : ' ').repeat(width - (text.length - surrogatePairs(text)))
  return minus ? text + padding : padding + text
}

function surrogatePairs(text: string): number {
  return text.match(/[\ud800-\udbff]/g)?.length ?? 0
}
