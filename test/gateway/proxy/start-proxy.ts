import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { createAuthority } from '../../../src/certificates/authority.ts'
import { makeAuthority } from '../../../src/certificates/issue.ts'
import type { Listen, Listener } from '../../../src/gateway/listen.ts'
import { openProxy } from '../../../src/gateway/proxy/open.ts'
import { type FakeOptions, fakeGate, TOKEN } from '../fake-gate.ts'
import { type Talk, talk } from '../start-agents.ts'

const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map((listener) => listener.close(0))))

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const authority = makeAuthority(key as string, Date.now()).then((certificate) =>
  createAuthority(certificate, key as string, Date.now),
)

export const BASIC = `proxy-authorization: Basic ${Buffer.from(`run:${TOKEN}`).toString('base64')}`

/** The proxy's listener on a gate of fakes, and how clients talk to it. */
export async function startProxy(options: FakeOptions = {}, more: Partial<Listen> = {}) {
  const fake = fakeGate(options)
  const shown = await authority
  const listener = await openProxy(fake.gate, { host: '127.0.0.1', port: 0, ...more }, shown)
  open.push(listener)
  const url = new URL(listener.url)
  const send = (...lines: string[]): Talk => talk(url, [...lines, '', ''].join('\r\n'))
  const connecting = (to: string, ...lines: string[]): Talk =>
    send(`CONNECT ${to} HTTP/1.1`, `host: ${to}`, BASIC, ...lines)
  const settled = async (count = 1): Promise<void> => {
    while (fake.outcomes.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  /** TLS inside a tunnel, as a client that trusts the gateway's authority. */
  const tls = async (to: string, servername = to.replace(/:\d+$/, ''), ALPNProtocols = ['http/1.1']) => {
    const outer = connecting(to)
    await outer.until('\r\n\r\n')
    outer.socket.removeAllListeners('data')
    const named = /^[\d.]+$/.test(servername) ? {} : { servername }
    const secure = connectTls({ socket: outer.socket, ca: shown.certificate, ALPNProtocols, ...named })
    await once(secure, 'secureConnect')
    return inside(secure)
  }
  return { ...fake, listener, url, send, connecting, tls, settled, certificate: shown.certificate }
}

/** What a client says and hears inside its tunnel. */
export function inside(socket: TLSSocket) {
  let text = ''
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
  return {
    socket,
    closed,
    heard: () => text,
    /** Sends this, and answers with all that comes back until the gate closes. */
    async whole(request: string): Promise<string> {
      socket.write(request)
      await closed
      return text
    },
    async until(wanted: string): Promise<void> {
      while (!text.includes(wanted)) {
        if (socket.closed) throw new Error(`closed after ${JSON.stringify(text)}`)
        await Promise.race([once(socket, 'data'), closed])
      }
    },
  }
}

/** A request inside a tunnel, which closes after it. */
export function get(target: string, host: string, ...more: string[]): string {
  return [`GET ${target} HTTP/1.1`, `host: ${host}`, 'connection: close', ...more, '', ''].join('\r\n')
}
