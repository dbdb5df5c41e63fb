/** What may come before a place: at most so many bytes of a table of 256. */
export interface Head {
  readonly table: Uint8Array
  readonly most: number
}

/** What may come before any of several. */
export function headOf(heads: readonly Head[]): Head {
  const table = new Uint8Array(256)
  for (const head of heads) for (let byte = 0; byte < 256; byte++) table[byte]! |= head.table[byte]!
  return { table, most: heads.reduce((most, head) => Math.max(most, head.most), 0) }
}

/** Where what may come before a place would begin. */
export function back({ table, most }: Head, bytes: Buffer, at: number): number {
  const least = Math.max(0, at - most)
  let first = at
  while (first > least && table[bytes[first - 1]!] === 1) first--
  return first
}
