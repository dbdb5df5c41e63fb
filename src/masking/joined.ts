/** Bytes one behind the other. Most often there is nothing to copy: one of them is empty. */
export function joined(one: Buffer, other: Buffer): Buffer {
  if (one.length === 0) return other
  return other.length === 0 ? one : Buffer.concat([one, other])
}
