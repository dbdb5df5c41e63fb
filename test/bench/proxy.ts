import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import tls from 'node:tls'
import { TOKEN } from '../gateway/fake-gate.ts'
import { median, residentMiB, startProcess } from './machine.ts'

/** Where a bench's client goes: the proxy's port, its token, and what it trusts. */
export interface ProxyTarget {
  readonly port: number
  readonly token: string
  readonly ca?: string
}

/** Tunnels of one kind that are kept idle. One session may have no more. */
const IDLE = 1_000

/** Opens a tunnel; with `ca`, TLS inside it. */
async function tunnel({ port, token, ca }: ProxyTarget, host: string, to = 443): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const password = Buffer.from(`run:${token}`).toString('base64')
  socket.write(
    `CONNECT ${host}:${to} HTTP/1.1\r\nHost: ${host}:${to}\r\nProxy-Authorization: Basic ${password}\r\n\r\n`,
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (!answer.toString().startsWith('HTTP/1.1 200 ')) throw new Error(answer.toString())
  if (ca === undefined) return socket
  const secure = tls.connect({ socket, servername: host, ...(ca === '' ? { rejectUnauthorized: false } : { ca }) })
  await once(secure, 'secureConnect')
  return secure
}

/** One request of the bench's page on a kept connection. Resolves once its 1,024 bytes are in. */
async function page(socket: Socket, request: string): Promise<void> {
  socket.write(request)
  let text = ''
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    text += chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) continue
    if (!text.startsWith('HTTP/1.1 200')) throw new Error(text)
    if (text.length >= end + 4 + 1024) return
  }
}

const get = (path: string, host: string, ...fields: string[]) =>
  [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...fields, '', ''].join('\r\n')

/** Median milliseconds of the first request to each of these hosts: CONNECT, certificate, TLS, decision, answer. */
export async function firstRequests(target: ProxyTarget, hosts: readonly string[]): Promise<number> {
  const times: number[] = []
  for (const host of hosts) {
    const start = performance.now()
    const socket = await tunnel(target, host)
    await page(socket, get('/', host))
    times.push(performance.now() - start)
    socket.destroy()
  }
  return median(times)
}

/** Median milliseconds of requests one after another, on one tunnel and on one connection of the reverse mode, in turns. */
export async function nextRequests(target: ProxyTarget, host: string, reverse: { port: number; path: string }) {
  const through = await tunnel(target, host)
  const plain = connect({ port: reverse.port, host: '127.0.0.1', noDelay: true })
  const inside = get('/', host)
  const direct = get(reverse.path, 'gate', `Authorization: Bearer ${target.token}`)
  const times: { proxy: number[]; reverse: number[] } = { proxy: [], reverse: [] }
  for (let round = 0; round < 4_000; round++) {
    const start = performance.now()
    await page(through, inside)
    const middle = performance.now()
    await page(plain, direct)
    // The first quarter warms everything up.
    if (round < 1_000) continue
    times.proxy.push(middle - start)
    times.reverse.push(performance.now() - middle)
  }
  through.destroy()
  plain.destroy()
  return { proxy: median(times.proxy), reverse: median(times.reverse) }
}

/** Requests a second over so many tunnels at once, each asking again when it is answered, for some seconds. */
export async function requestsPerSecond(target: ProxyTarget, host: string, tunnels = 16): Promise<number> {
  const request = get('/', host)
  const sockets = await Promise.all(Array.from({ length: tunnels }, () => tunnel(target, host)))
  const until = (milliseconds: number) => {
    const end = performance.now() + milliseconds
    let count = 0
    const asking = sockets.map(async (socket) => {
      for (; performance.now() < end; count++) await page(socket, request)
    })
    return Promise.all(asking).then(() => (count * 1000) / milliseconds)
  }
  // Both sides get warm first.
  await until(1_000)
  const rate = await until(4_000)
  for (const socket of sockets) socket.destroy()
  return rate
}

/** KiB that one idle tunnel takes: intercepted, after its handshake, and opaque. */
export async function idleTunnels(): Promise<{ intercepted: number; opaque: number }> {
  const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const measure = async (host: string, ca?: string): Promise<number> => {
    const { child, port } = await startProcess('proxy-gate.ts', String((silent.address() as AddressInfo).port))
    const target = { port, token: TOKEN, ...(ca === undefined ? {} : { ca }) }
    const open: Socket[] = []
    for (let warm = 0; warm < 50; warm++) (await tunnel(target, host)).destroy()
    const before = residentMiB(child.pid!)
    for (let count = 0; count < IDLE; count++) open.push(await tunnel(target, host))
    // Whatever was needed to open them only may go.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const grown = residentMiB(child.pid!) - before
    for (const socket of open) socket.destroy()
    child.kill()
    return (grown * 1024) / IDLE
  }
  const figures = { intercepted: await measure('shop.test', ''), opaque: await measure('out.test') }
  silent.close()
  return figures
}
