import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { GatewayError } from '../core/errors.ts'
import type { ServerBinaries } from './binaries.ts'

const run = promisify(execFile)

/** A PostgreSQL server of our own, on loopback. */
export interface Cluster {
  /** `postgresql://…`, for the database `postgres`. */
  readonly url: string
  /** SIGINT: PostgreSQL's fast shutdown. Resolves once the server has ended. */
  stop(): Promise<void>
}

/**
 * Starts a server in `directory`, made on first use, on loopback and `port` (0: any free one), with a password
 * that lies beside the data in a file of mode 0600.
 */
export async function startCluster(
  binaries: ServerBinaries,
  directory: string,
  options: { port?: number; settings?: Record<string, string> } = {},
): Promise<Cluster> {
  const account = await unprivilegedAccount([dirname(binaries.postgres), directory])
  const data = join(directory, 'data')
  const passwordFile = join(directory, 'password')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if (account !== null) await chown(directory, account.uid, account.gid)
  if (!(await exists(join(data, 'PG_VERSION')))) await initialise(binaries, data, passwordFile, account)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const port = options.port || (await freePort())
  const settings = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings }
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
  return { url: `postgresql://sallyport:${password}@127.0.0.1:${port}/postgres`, stop }
}

async function initialise(
  binaries: ServerBinaries,
  data: string,
  passwordFile: string,
  account: { uid: number; gid: number } | null,
): Promise<void> {
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url')
  await rm(data, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account !== null) await chown(passwordFile, account.uid, account.gid)
  const flags = ['-D', data, '-U', 'sallyport', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C']
  try {
    await run(binaries.initdb, flags, { ...account })
  } catch (cause) {
    throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The embedded database could not be initialised.', { cause })
  }
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or else as `nobody`. */
async function unprivilegedAccount(paths: readonly string[]): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const account = accounts.find((fields) => fields[0] === 'postgres') ?? accounts.find((fields) => fields[0] === 'nobody')
  if (account === undefined) throw new GatewayError('ERR_CONFIG', 'PostgreSQL refuses to run as root, and this system has neither a "postgres" nor a "nobody" account.', { fix: 'Start Sallyport as an ordinary user.' })
  for (const path of paths) {
    for (let at = path; at !== dirname(at); at = dirname(at)) {
      const entry = await stat(at).catch(() => null)
      if (entry === null || at === paths[1] || (entry.mode & 0o001) !== 0) continue
      throw new GatewayError('ERR_CONFIG', `PostgreSQL refuses to run as root, and the account "${account[0]}" can't enter ${at}.`, {
        fix: 'Start Sallyport as an ordinary user, or move it to a directory that others may enter.',
      })
    }
  }
  return { uid: Number(account[2]), gid: Number(account[3]) }
}

/** After a kill -9 of the gateway its server lives on: ended here, unless another living gateway owns it. */
async function stopOrphan(directory: string, data: string): Promise<void> {
  const ownerFile = join(directory, 'owner.pid')
  const owner = Number(await readFile(ownerFile, 'utf8').catch(() => '0'))
  const server = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '0')).split('\n')[0])
  if (server > 0 && (await commandOf(server)).includes(data)) {
    if (owner !== process.pid && (await commandOf(owner)) !== '')
      throw new GatewayError('ERR_STORE_UNAVAILABLE', `Another Sallyport (process ${owner}) uses ${directory}.`, {
        fix: 'Stop it, or give this one a data_directory of its own.',
      })
    process.kill(server, 'SIGINT')
    for (let tries = 0; tries < 300 && (await commandOf(server)) !== ''; tries++) await sleep(100)
  }
  await writeFile(ownerFile, String(process.pid), { mode: 0o600 })
}

async function commandOf(pid: number): Promise<string> {
  if (!(pid > 0)) return ''
  return run('ps', ['-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
}

async function ready(child: ChildProcess, directory: string): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4096)
      if (text.includes('ready to accept connections')) resolve()
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
