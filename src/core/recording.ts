/** How much is kept of the bytes that go one way: as much as is allowed at all, a beginning, or nothing. */
export type RecordLevel = 'full' | 'head' | 'none'

/** How much is kept of what is asked, and of what is answered. */
export interface RecordLevels {
  readonly request: RecordLevel
  readonly answer: RecordLevel
}

/** Some masked bytes, by what they are. */
export interface ChunkReference {
  /** Of the masked bytes: SHA-256 in hex. */
  readonly sha256: string
  readonly bytes: number
}

/** Where chunks are filed: they are kept, and deleted, by connection and day. */
export interface Shelf {
  readonly connection: string
  /** UTC, as `2026-11-23`. */
  readonly day: string
}

/** The day of a shelf, from milliseconds since the epoch. */
export function dayOf(milliseconds: number): string {
  const day = Math.floor(milliseconds / 86_400_000)
  // It is asked for at each request, and most often the same.
  if (day !== last.day) last = { day, text: new Date(milliseconds).toISOString().slice(0, 10) }
  return last.text
}

let last = { day: Number.NaN, text: '' }

/** Masked bytes, which are kept once on a shelf. */
export interface Chunk extends Shelf, ChunkReference {
  readonly content: Buffer
}

/** What went by in an exchange: one way, or as messages both ways. */
export type Direction = 'request' | 'answer' | 'messages'

/** What is kept of what went by, and of how much it was. */
export interface Recording {
  readonly direction: Direction
  /** How much went by, in bytes; of messages, those of their data. */
  readonly bytes: number
  readonly day: string
  /** What is kept, masked, in order. */
  readonly chunks: readonly ChunkReference[]
  /** How many of those bytes aren't, and why: the level, its limit, that they aren't text, or that they were cut off. */
  readonly leftOut: { readonly bytes: number; readonly why: 'level' | 'limit' | 'binary' | 'cut' } | null
  /** What was kept when: milliseconds since the exchange began, and the masked bytes that came then. */
  readonly timing: readonly (readonly [milliseconds: number, bytes: number])[]
}

/** Chunks in the database. */
export interface ChunkStore {
  put(chunks: readonly Chunk[]): Promise<void>
  /** Those that are still there, by their digests. */
  get(shelf: Shelf, digests: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
}

/** Days of recordings in the database. */
export interface Shelves {
  /** Makes room for a day, if there is none yet. */
  addDay(day: string): Promise<void>
  /** Shelves of days before this one that have anything on them. */
  older(day: string): Promise<readonly Shelf[]>
  clear(shelf: Shelf): Promise<void>
  /** Puts connections under a legal hold, and releases others; of any other nothing changes. */
  hold(held: readonly string[], released: readonly string[]): Promise<void>
  /** Connections under a legal hold. */
  held(): Promise<ReadonlySet<string>>
  /** Takes down days before this one that have nothing on them. */
  dropEmpty(before: string): Promise<void>
}
