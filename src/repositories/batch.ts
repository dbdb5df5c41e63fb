/** What is told of each object that `git cat-file --batch` prints. */
export interface BatchReader {
  /** Answers whether the object's bytes are wanted. */
  object(oid: string, type: string, size: number): boolean
  /** The bytes of an object that is wanted, in pieces; `last` with the last of them. */
  bytes(piece: Buffer, last: boolean): void
}

/** Reads what `git cat-file --batch` prints (git-cat-file(1), "Batch output"), however it is cut. */
export function createBatchParser(reader: BatchReader): (chunk: Buffer) => void {
  let head = ''
  /** Bytes of the object that are still to come, and the newline after it; -1 between objects. */
  let left = -1
  let wanted = false
  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (left < 0) {
        const end = chunk.indexOf(0x0a, at)
        head += chunk.toString('latin1', at, end < 0 ? chunk.length : end)
        if (end < 0) return
        at = end + 1
        const [oid, type, size] = head.split(' ')
        head = ''
        // What is missing has two words, and no bytes.
        if (size === undefined) continue
        left = Number(size) + 1
        wanted = reader.object(oid!, type!, left - 1)
        if (wanted && left === 1) reader.bytes(Buffer.alloc(0), true)
        continue
      }
      const end = Math.min(chunk.length, at + left)
      const content = Math.min(end, at + left - 1)
      left -= end - at
      if (wanted && content > at) reader.bytes(chunk.subarray(at, content), left <= 1)
      at = end
      if (left === 0) left = -1
    }
  }
}
