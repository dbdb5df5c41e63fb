const END_OF_HEAD = '\r\n\r\n'

/** Reads what is behind the head of an answer, as it comes. */
export function behindHead(read: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let head: Buffer | null = Buffer.alloc(0)
  return (chunk) => {
    if (head === null) {
      read(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf(END_OF_HEAD)
    if (end < 0) return
    read(head.subarray(end + END_OF_HEAD.length))
    head = null
  }
}
