import type { Watcher } from '../gate.ts'

const END_OF_HEAD = '\r\n\r\n'
const EMPTY = Buffer.alloc(0)

/** Has the payload of each message looked through, as a text of its own (RFC 6455, section 5.2); of a control frame, too. */
export function watchedMessages(watcher: () => Watcher): (chunk: Buffer) => void {
  let message: Watcher | undefined
  let held: Buffer = EMPTY
  let frame: Frame | null = null

  const begin = (): boolean => {
    frame = frameOf(held)
    if (frame === null) return false
    held = held.subarray(frame.size)
    return true
  }

  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    while (frame !== null || begin()) {
      const now: Frame = frame!
      const part = held.subarray(0, now.left)
      held = held.subarray(part.length)
      const text = unmasked(part, now)
      now.left -= part.length
      if (now.control) now.text = Buffer.concat([now.text, text])
      else {
        message ??= watcher()
        message.write(text)
      }
      if (now.left > 0) return
      if (now.control) {
        const once = watcher()
        once.write(now.text)
        once.end()
      } else if (now.final) {
        message!.end()
        message = undefined
      }
      frame = null
    }
  }
}

/** The same behind the head of an answer. */
export function behindHead(look: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let head: Buffer | null = EMPTY
  return (chunk) => {
    if (head === null) {
      look(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf(END_OF_HEAD)
    if (end < 0) return
    look(head.subarray(end + END_OF_HEAD.length))
    head = null
  }
}

interface Frame {
  /** Bytes of its head. */
  readonly size: number
  readonly final: boolean
  readonly control: boolean
  readonly key: Buffer | null
  /** How much of its payload came, and has yet to. */
  came: number
  left: number
  /** Of a control frame's. */
  text: Buffer
}

/** Null until all of its head is there. */
function frameOf(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null
  const [first, second] = [bytes[0]!, bytes[1]!]
  const length = second & 0x7f
  const extended = length === 126 ? 2 : length === 127 ? 8 : 0
  const masked = second > 0x7f
  const size = 2 + extended + (masked ? 4 : 0)
  if (bytes.length < size) return null
  const left = extended === 0 ? length : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const key = masked ? Buffer.from(bytes.subarray(size - 4, size)) : null
  return { size, final: first > 0x7f, control: (first & 0x08) !== 0 && extended === 0, key, came: 0, left, text: EMPTY }
}

function unmasked(part: Buffer, frame: Frame): Buffer {
  const { key, came } = frame
  frame.came += part.length
  return key === null ? part : Buffer.from(part.map((byte, at) => byte ^ key[(came + at) % 4]!))
}
