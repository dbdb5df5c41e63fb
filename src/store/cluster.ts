import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { GatewayError } from '../core/errors.ts'
import { type Account, unprivilegedAccount } from './account.ts'
import type { ServerBinaries } from './binaries.ts'
import { reachableHome } from './home.ts'
import { stopOrphan } from './orphan.ts'

const run = promisify(execFile)

/** A PostgreSQL server of our own, on loopback. */
export interface Cluster {
  /** `postgresql://…`, for the database `postgres`. */
  readonly url: string
  /** SIGINT: PostgreSQL's fast shutdown. Resolves once the server has ended. */
  stop(): Promise<void>
}

/** Where root keeps what its server's account couldn't reach elsewhere. */
const OF_ROOT = '/var/lib/sallyport'

/**
 * Starts a server in the directory `at`, made on first use, on loopback and `port` (0: any free one), with a password
 * that lies beside the data in a file of mode 0600.
 */
export async function startCluster(
  programs: ServerBinaries,
  at: string,
  options: { port?: number; settings?: Record<string, string> } = {},
): Promise<Cluster> {
  const account = await unprivilegedAccount()
  const home = { binaries: programs, directory: resolve(at) }
  const { binaries, directory } = account === null ? home : await reachableHome(home, account, OF_ROOT)
  const data = join(directory, 'data')
  const passwordFile = join(directory, 'password')
  // Its parents with ordinary rights: the server's account has to pass through them.
  await mkdir(dirname(directory), { recursive: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if (account !== null) await chown(directory, account.uid, account.gid)
  if (!(await exists(data))) await initialise(binaries, data, passwordFile, account)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const port = options.port || (await freePort())
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...options.settings,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  await stopOrphan(directory, data)
  // A process group of its own: Ctrl-C in a terminal must reach the gateway alone, which drains and then stops this.
  const child = spawn(binaries.postgres, ['-D', data, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...account,
  })
  await ready(child, directory)
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    await ended
  }
  return { url: urlOf(password, port), stop }
}

/** The URL of the server in this directory, where one runs there; it may be a living gateway's. Null where none does. */
export async function runningCluster(programs: ServerBinaries, at: string): Promise<string | null> {
  const account = await unprivilegedAccount()
  const home = { binaries: programs, directory: resolve(at) }
  const { directory } = account === null ? home : await reachableHome(home, account, OF_ROOT)
  try {
    const port = Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[3])
    await new Promise<void>((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.end(resolve)).on('error', reject)
    })
    return urlOf((await readFile(join(directory, 'password'), 'utf8')).trim(), port)
  } catch {
    return null
  }
}

function urlOf(password: string, port: number): string {
  return `postgresql://sallyport:${password}@127.0.0.1:${port}/postgres`
}

async function initialise(
  binaries: ServerBinaries,
  data: string,
  passwordFile: string,
  account: Account | null,
): Promise<void> {
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url')
  // Renamed once it is whole: a start that was killed meanwhile leaves nothing that looks like a database.
  const unfinished = `${data}.new`
  await rm(unfinished, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account !== null) await chown(passwordFile, account.uid, account.gid)
  const flags = [
    '-D',
    unfinished,
    '-U',
    'sallyport',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C',
  ]
  try {
    await run(binaries.initdb, flags, { ...account })
    await rename(unfinished, data)
  } catch (cause) {
    throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The embedded database could not be initialised.', { cause })
  }
}

async function ready(child: ChildProcess, directory: string): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4096)
      if (log.includes('ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(log)))
  }).catch((cause: unknown) => {
    throw new GatewayError('ERR_STORE_UNAVAILABLE', `The embedded database in ${directory} did not start.`, { cause })
  })
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
