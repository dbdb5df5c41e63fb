/** What tests use of ws besides: both ends of a WebSocket. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events'
  import type { Server } from 'node:http'

  export class WebSocket extends EventEmitter {
    constructor(url: string, options: { headers: { readonly [name: string]: string } })
    send(data: string | Buffer): void
    close(): void
    on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: { server: Server })
    on(event: 'connection', listener: (socket: WebSocket) => void): this
  }
}
