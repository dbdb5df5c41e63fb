/** How a value stands behind its name: within quotes, or bare up to the next delimiter. */
export type Quoting = 'quoted' | 'bare'

/** A name and its value, as byte offsets, ends exclusive. */
export interface Assignment {
  nameStart: number
  /** Which name it is, or -1 where none was read yet. */
  nameEnd: number
  /** Whether there is a value; what is below counts only then. */
  found: boolean
  start: number
  end: number
  quoting: Quoting
  /** Whether the value looks like a password, or like a key, where that was judged already. */
  plausible: { password?: boolean; key?: boolean }
  /** How far was looked for it, and the byte behind the last that was looked at. */
  furthest: number
  reached: number
}

/** What matchers write to, one for all of them: allocating for each look would cost more than the look. */
export interface Place {
  /** Where the secret itself lies, as byte offsets, the end exclusive. */
  start: number
  end: number
  /** How many bytes matchers have looked at so far. Only ever grows. */
  looked: number
  /**
   * Behind the last byte on which a match or a miss depends. Beyond the end of the bytes where what comes next may change
   * the answer.
   */
  furthest: number
  /** The last that was read: a name may have the keywords of several rules. */
  assignment: Assignment
}

/** A place for matches in other bytes than before. */
export function createPlace(): Place {
  return {
    start: 0,
    end: 0,
    looked: 0,
    furthest: 0,
    assignment: {
      nameStart: 0,
      nameEnd: -1,
      found: false,
      start: 0,
      end: 0,
      quoting: 'bare',
      plausible: {},
      furthest: 0,
      reached: 0,
    },
  }
}

/** Says that a byte was looked at, or would have been if there were one. */
export function note(place: Place, index: number): void {
  if (index >= place.furthest) place.furthest = index + 1
}
