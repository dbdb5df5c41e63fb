import { connect, type Socket } from 'node:net'
import { openAgents } from '../../src/gateway/agents.ts'
import type { Listener } from '../../src/gateway/listen.ts'
import { connectionTo, type FakeOptions, fakeGate, TOKEN } from './fake-gate.ts'

const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map((listener) => listener.close(0))))

/** The agents' listener in front of an upstream, and how a client opens an upgrade there. */
export async function startAgents(upstream: URL, options: FakeOptions = {}) {
  const fake = fakeGate({ connections: [connectionTo(upstream)], ...options })
  const own = { paths: ['/own'], answer: (_req: unknown, res: { end(text: string): void }) => res.end('own') }
  const listener = await openAgents(fake.gate, { host: '127.0.0.1', port: 0 }, own)
  open.push(listener)
  const url = new URL(listener.url)
  const settled = async (): Promise<void> => {
    while (fake.outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { ...fake, listener, url, settled, dial: (...lines: string[]) => talk(url, head(...lines)) }
}

/** A request to go on in another protocol, with more or other lines. */
export function head(...lines: string[]): string {
  const given = lines.length > 0 ? lines : ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-key: abc']
  return [
    'GET /c/shop/chat?room=1 HTTP/1.1',
    'host: gate.test',
    `authorization: Bearer ${TOKEN}`,
    ...given,
    '',
    '',
  ].join('\r\n')
}

/** A client's socket, and all that it has heard so far. */
export interface Talk {
  readonly socket: Socket
  heard(): string
  /** Resolves once it has heard this. */
  until(text: string): Promise<void>
  readonly closed: Promise<void>
}

export function talk(url: URL, first: string): Talk {
  const socket = connect(Number(url.port), url.hostname)
  let text = ''
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
  socket.write(first)
  const until = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        socket.off('data', look).off('close', gone)
        settle()
      }
      const look = (): void => {
        if (text.includes(wanted)) done(resolve)
      }
      const gone = (): void => done(() => reject(new Error(`closed after ${JSON.stringify(text)}`)))
      socket.on('data', look).on('close', gone)
      look()
    })
  return { socket, heard: () => text, until, closed }
}
