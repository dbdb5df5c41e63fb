import type { Masker } from '../gate.ts'
import type { Down } from './masked.ts'

const EMPTY = Buffer.alloc(0)
/** Bytes of a control frame's payload at the most (RFC 6455, section 5.5). */
const LONGEST_CONTROL = 125

/** A frame's head, once all of it is there (RFC 6455, section 5.2). */
interface Head {
  readonly size: number
  readonly payload: number
  readonly final: boolean
  readonly control: boolean
}

/**
 * What a server sends by WebSocket (RFC 6455), with what is known in it hidden, byte for byte. Each message is a text of
 * its own: none waits for the next one, whatever its last bytes may be the beginning of.
 */
export function knownInMessages(masker: Pick<Masker, 'text'>): Down {
  let redactor = masker.text()
  let held: Buffer = EMPTY
  let frame: Head | null = null
  /** Bytes of the frame's payload that have yet to come. */
  let left = 0
  /** What came and hasn't gone, in order: bytes as they are, or how many of a payload. */
  const order: (Buffer | number)[] = []
  let out: Buffer[] = []

  const pass = (payload: Buffer): void => {
    let from = 0
    for (let [first] = order; first !== undefined; [first] = order) {
      if (typeof first !== 'number') out.push(first)
      else {
        const count = Math.min(first, payload.length - from)
        out.push(payload.subarray(from, from + count))
        from += count
        if (count < first) {
          order[0] = first - count
          return
        }
      }
      order.shift()
    }
  }

  const begin = (head: Head): boolean => {
    const needed = head.size + (head.control ? head.payload : 0)
    if (held.length < needed) return false
    const bytes = held.subarray(0, needed)
    held = held.subarray(needed)
    if (head.control) {
      const once = masker.text()
      order.push(bytes.subarray(0, head.size), once.write(bytes.subarray(head.size)), once.end())
    } else {
      order.push(bytes)
      frame = head
      left = head.payload
    }
    pass(EMPTY)
    return true
  }

  const go = (): void => {
    const part = held.subarray(0, left)
    held = held.subarray(part.length)
    left -= part.length
    order.push(part.length)
    pass(redactor.write(part))
    if (left > 0) return
    if (frame!.final) {
      pass(redactor.end())
      redactor = masker.text()
    }
    frame = null
  }

  return {
    over: false,
    write(chunk, done) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      for (;;) {
        if (frame === null) {
          const head = headOf(held)
          if (head === null || !begin(head)) break
        }
        if (frame !== null) {
          go()
          if (left > 0) break
        }
      }
      const bytes = Buffer.concat(out)
      out = []
      done(bytes)
    },
    end() {
      pass(redactor.end())
      return Buffer.concat([...out, held])
    },
  }
}

function headOf(bytes: Buffer): Head | null {
  if (bytes.length < 2) return null
  const [first, second] = [bytes[0]!, bytes[1]!]
  const length = second & 0x7f
  const extended = length === 126 ? 2 : length === 127 ? 8 : 0
  const size = 2 + extended + (second > 0x7f ? 4 : 0)
  if (bytes.length < size) return null
  const payload = extended === 0 ? length : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  return { size, payload, final: first > 0x7f, control: (first & 0x08) !== 0 && payload <= LONGEST_CONTROL }
}
