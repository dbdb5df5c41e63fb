import { Writable } from 'node:stream'
import { Receiver, Sender } from 'ws'
import { GatewayError } from '../../core/errors.ts'
import type { Masker } from '../gate.ts'

/** What masks a server's bytes as they come. */
export interface Down {
  /** Calls back with all that is decided by then. */
  write(chunk: Buffer, done: (out: Buffer) => void): void
  end(): Buffer
  /** Whether nothing more may come. */
  readonly over: boolean
}

/** A message is masked as a whole, and is no longer than this in bytes. */
const LONGEST = 1_048_576
/** What ends a connection because of a message that its policy doesn't allow (RFC 6455, section 7.4.1). */
const POLICY_VIOLATION = 1008
/** Bytes of a close frame's reason (RFC 6455, section 5.5). */
const LONGEST_REASON = 123
/** What stands for a close frame without a code (RFC 6455, section 7.1.5). */
const NO_CODE = 1005

/**
 * What a server sends by WebSocket (RFC 6455), its text messages masked; control frames pass. Where one can't be masked,
 * because it is binary, or too long, or has no fields where the masks want them, the client is told so in a close frame,
 * and nothing comes after it.
 *
 * @param failed told why, with ERR_UNMASKABLE
 */
export function maskedMessages(masker: Masker, failed: (why: GatewayError) => void): Down {
  const receiver = new Receiver({ isServer: false, maxPayload: LONGEST, skipUTF8Validation: false })
  let out: Buffer[] = []
  const down = {
    over: false,
    write(chunk: Buffer, done: (out: Buffer) => void) {
      receiver.write(chunk, (cause) => {
        if (cause) fail(cause)
        const text = Buffer.concat(out)
        out = []
        done(text)
      })
    },
    // A message that isn't complete is none.
    end: () => Buffer.alloc(0),
  }
  const sender = new Sender(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        if (!down.over) out.push(chunk)
        done()
      },
    }),
  )
  const fail = (cause: Error): void => {
    if (down.over) return
    const why = cause instanceof GatewayError ? cause : unmaskable(cause.message, cause)
    sender.close(POLICY_VIOLATION, `${why.code}: ${why.message}`.slice(0, LONGEST_REASON), false)
    down.over = true
    failed(why)
  }
  const guarded = (step: () => void): void => {
    try {
      step()
    } catch (error) {
      fail(error as Error)
    }
  }
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    guarded(() => {
      if (isBinary) throw unmaskable('it is binary')
      const redactor = masker.redactor({ units: 'bytes', format: 'message' })
      const text = Buffer.concat([redactor.write(data), redactor.end()])
      sender.send(text, { binary: false, mask: false, fin: true, compress: false })
    }),
  )
  receiver.on('ping', (data: Buffer) => sender.ping(data, false))
  receiver.on('pong', (data: Buffer) => sender.pong(data, false))
  receiver.on('conclude', (code: number, reason: Buffer) => {
    sender.close(code === NO_CODE ? undefined : code, reason, false)
    // Whatever is behind it counts for nothing.
    down.over = true
  })
  // What it is about has come with the chunk.
  receiver.on('error', () => {})
  return down
}

function unmaskable(why: string, cause?: Error): GatewayError {
  return new GatewayError('ERR_UNMASKABLE', `A message can't be masked, as the policy demands: ${why}.`, { cause })
}
