import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** The server's end of a WebSocket (RFC 6455): text messages of one frame, pings and closing. */
export interface WebSocketEnd {
  send(text: string): void
  ping(): void
  /** Says goodbye, and cuts the line. */
  close(): void
  destroy(): void
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Answers an upgrade, and hands on each text message; `closed` is called once. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  heard: { message(text: string): void; closed(): void },
): WebSocketEnd {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = hash('sha1', key + GUID, 'base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (let read = frameOf(pending); read !== null; read = frameOf(pending)) {
      pending = pending.subarray(read.length)
      if (read.opcode === TEXT) heard.message(read.payload.toString())
      if (read.opcode === PING) socket.write(frame(PONG, read.payload))
      if (read.opcode === CLOSE) socket.end(frame(CLOSE, read.payload))
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => heard.closed())
  return {
    send: (text) => void socket.write(frame(TEXT, Buffer.from(text))),
    ping: () => void socket.write(frame(PING, Buffer.from('Ping from the fake'))),
    close: () => void socket.end(frame(CLOSE, Buffer.from([0x03, 0xe8]))),
    destroy: () => void socket.destroy(),
  }
}

const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10] as const

function frame(opcode: number, payload: Buffer): Buffer {
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload])
  const head = Buffer.alloc(payload.length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  head[1] = payload.length < 65_536 ? 126 : 127
  if (payload.length < 65_536) head.writeUInt16BE(payload.length, 2)
  else head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

/** The first whole frame, unmasked; null where it hasn't all come. */
function frameOf(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | null {
  if (bytes.length < 2) return null
  const short = bytes[1]! & 0x7f
  const start = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0)
  const masked = (bytes[1]! & 0x80) !== 0
  const from = start + (masked ? 4 : 0)
  if (bytes.length < from) return null
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < from + size) return null
  const mask = masked ? bytes.subarray(start, from) : Buffer.alloc(4)
  const payload = Buffer.from(bytes.subarray(from, from + size).map((byte, index) => byte ^ mask[index % 4]!))
  return { opcode: bytes[0]! & 0x0f, payload, length: from + size }
}
