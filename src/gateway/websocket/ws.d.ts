/** The parts of ws by which it reads and writes frames (RFC 6455). It exports them, and its types leave them out. */
declare module 'ws' {
  import type { Writable } from 'node:stream'

  /** Reads frames. Emits `message` (data, isBinary), `ping`, `pong` (data), and `conclude` (code, reason) at a close frame. */
  export class Receiver extends Writable {
    constructor(options: { isServer: boolean; maxPayload: number; skipUTF8Validation: boolean })
  }

  /** Writes frames, to a socket or whatever is written to like one. */
  export class Sender {
    constructor(socket: Writable)
    send(data: Buffer, options: { binary: boolean; mask: boolean; fin: boolean; compress: boolean }): void
    ping(data: Buffer, mask: boolean): void
    pong(data: Buffer, mask: boolean): void
    close(code: number | undefined, reason: Buffer | string, mask: boolean): void
  }
}
