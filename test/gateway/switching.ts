import type { Socket } from 'node:net'
import { serveRaw } from './loopback.ts'

/** The head by which an upstream goes on in another protocol. */
export const switchTo = (protocol: string) =>
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n`
export const SWITCH = switchTo('websocket')

/** An upstream that does as told with each request's head; and the sockets that it has. */
export async function upstream(answer: (socket: Socket, head: string) => void) {
  const heads: string[] = []
  const sockets: Socket[] = []
  const url = await serveRaw((socket) => {
    sockets.push(socket)
    let text = ''
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1')
      if (!text.includes('\r\n\r\n')) return
      socket.off('data', read)
      heads.push(text)
      answer(socket, text)
    }
    socket.on('data', read)
  })
  return { url, heads, sockets }
}
