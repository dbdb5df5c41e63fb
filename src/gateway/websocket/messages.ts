import { Receiver } from 'ws'
import type { Tape } from '../exchange.ts'
import { behindHead } from './behind-head.ts'

/** Messages that are longer aren't kept, but counted. */
const LONGEST = 1_048_576
const [TEXT, BINARY] = [1, 2]

/** Who sent a message. */
type Side = 'client' | 'server'

/** Reads along what both sides of a WebSocket (RFC 6455) send, and puts their messages on a tape. */
export interface MessageTape {
  /** A client's bytes, as it sends them. */
  client(chunk: Buffer): void
  /** A server's, as its client gets them: behind the head of the answer. */
  server(chunk: Buffer): void
  /** Both sides have ended. */
  complete(): void
}

/**
 * A message is a line of JSON: `{"at":<milliseconds since the exchange began>,"from":"client"|"server","opcode":1,"data":<text>}`,
 * with `"opcode":2,"bytes":<how many>` where it is binary. Bytes that are no WebSocket are counted.
 *
 * @param sides whose messages are kept
 */
export function createMessageTape(
  tape: Pick<Tape, 'add' | 'skip' | 'complete'>,
  sides: ReadonlySet<Side>,
  sinceBegin: () => number,
): MessageTape {
  const read = (from: Side): ((chunk: Buffer) => void) => {
    const receiver = new Receiver({ isServer: from === 'client', maxPayload: LONGEST, skipUTF8Validation: true })
    let broken = false
    let given = 0
    receiver.on('message', (data: Buffer, isBinary: boolean) => {
      const told = { at: sinceBegin(), from, opcode: isBinary ? BINARY : TEXT }
      const line = isBinary ? { ...told, bytes: data.length } : { ...told, data: data.toString() }
      if (isBinary || !sides.has(from)) tape.skip(data.length)
      if (sides.has(from)) tape.add(Buffer.from(`${JSON.stringify(line)}\n`), isBinary ? 0 : data.length)
    })
    receiver.on('error', () => {
      broken = true
      tape.skip(given)
    })
    return (chunk) => {
      if (broken || receiver.writableEnded) tape.skip(chunk.length)
      else {
        given = chunk.length
        // The receiver takes a client's mask off in place, and these bytes go on to the server.
        receiver.write(from === 'client' ? Buffer.from(chunk) : chunk)
      }
    }
  }
  return {
    client: read('client'),
    server: behindHead(read('server')),
    complete: () => tape.complete(),
  }
}
