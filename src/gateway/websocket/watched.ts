import type { Watcher } from '../gate.ts'

const EMPTY = Buffer.alloc(0)

/** Has the payload of each message looked through, as a text of its own (RFC 6455, section 5.2); of a control frame, too. */
export function watchedMessages(watcher: () => Watcher): (chunk: Buffer) => void {
  // A control frame may come between those of a message.
  const texts: { message?: Watcher | undefined; control?: Watcher | undefined } = {}
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
      const payload = unmasked(part, now)
      now.left -= part.length
      const text = texts[now.of] ?? watcher()
      texts[now.of] = text
      text.write(payload)
      if (now.left > 0) return
      if (now.final) {
        text.end()
        texts[now.of] = undefined
      }
      frame = null
    }
  }
}

interface Frame {
  /** Bytes of its head. */
  readonly size: number
  readonly of: 'message' | 'control'
  /** Whether it is the last of what it is of. */
  readonly final: boolean
  readonly key: Buffer | null
  /** How much of its payload came, and has yet to. */
  came: number
  left: number
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
  const isControl = (first & 0x08) !== 0
  return { size, of: isControl ? 'control' : 'message', final: isControl || first > 0x7f, key, came: 0, left }
}

function unmasked(part: Buffer, frame: Frame): Buffer {
  const { key, came } = frame
  frame.came += part.length
  return key === null ? part : Buffer.from(part.map((byte, at) => byte ^ key[(came + at) % 4]!))
}
