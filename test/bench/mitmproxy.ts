import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'

/**
 * mitmproxy in front of an upstream on loopback, by an addon of one line: what it takes to pass requests through, seen.
 * Null where the machine has no mitmdump.
 */
export async function startMitmproxy(
  directory: string,
  upstreamPort: number,
): Promise<{ child: ChildProcess; port: number } | null> {
  if (spawnSync('mitmdump', ['--version']).status !== 0) return null
  const addon = join(directory, 'addon.py')
  const line = `flow.request.scheme, flow.request.host, flow.request.port = "http", "127.0.0.1", ${upstreamPort}`
  await writeFile(addon, `def request(flow): ${line}\n`)
  const port = await freePort()
  const settings = [`confdir=${directory}`, 'connection_strategy=lazy', 'http2=false', `listen_port=${port}`]
  const args = ['-q', '--listen-host', '127.0.0.1', '-s', addon, ...settings.flatMap((it) => ['--set', it])]
  const child = spawn('mitmdump', args, { stdio: 'ignore' })
  for (let tries = 0; tries < 100; tries++) {
    if (await isOpen(port)) return { child, port }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  child.kill()
  throw new Error('mitmdump opens no port')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
