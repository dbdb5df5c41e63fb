import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { constants } from 'node:os'

/** What the first process in the namespaces does, as its only argument, in JSON. */
export interface InsideTask {
  readonly command: readonly [string, ...string[]]
  readonly port: number
  readonly relaySocket: string
  /** Unix sockets that must not be reached. */
  readonly sockets: readonly string[]
  readonly user: number
  readonly group: number
}

const { command, port, relaySocket, sockets, user, group } = JSON.parse(process.argv[2]!) as InsideTask

/** Where daemons listen that start things elsewhere, whether or not they run yet. */
const WELL_KNOWN = ['/var/run/docker.sock', '/var/run/containerd/containerd.sock', '/var/run/podman/podman.sock']

/** O_CLOEXEC, of open(2). */
const CLOSED_BY_EXEC = 0o2000000

function refuse(why: string): never {
  process.stderr.write(`sallyport: ERR_CONFINEMENT_UNAVAILABLE: ${why}\n`)
  process.exit(78)
}

/** The command's own descriptors: its standard ones, and nothing behind any other that somebody left open for it. */
function descriptors(): (number | 'inherit' | 'ignore')[] {
  const left = readdirSync('/proc/self/fd').map(Number).filter(isPassedOn)
  const nothing = openSync('/dev/null', 'r+')
  const higher = Array.from({ length: Math.max(2, ...left) - 2 }, (_, at) =>
    left.includes(at + 3) ? nothing : 'ignore',
  )
  return ['inherit', 'inherit', 'inherit', ...higher]
}

/** See proc_pid_fdinfo(5). One that is gone by now was of reading the list. */
function isPassedOn(descriptor: number): boolean {
  try {
    const [, flags] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))!
    return descriptor > 2 && (Number.parseInt(flags!, 8) & CLOSED_BY_EXEC) === 0
  } catch {
    return false
  }
}

try {
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  for (const path of new Set([...sockets, ...WELL_KNOWN])) {
    if (!path.startsWith('/run/') && existsSync(path) && lstatSync(path).isSocket()) {
      execFileSync('mount', ['--bind', '/dev/null', path])
    }
  }
  // Whatever listens below it later is hidden as well.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'sallyport', '/run'])
} catch (error) {
  refuse(`The machine can't be closed off: ${(error as Error).message.split('\n')[0]}`)
}

// The command has a user namespace of its own below this one: it can undo no mount of this one, and trace nothing in it.
const drop = ['--user', `--map-user=${user}`, `--map-group=${group}`, 'setpriv', '--no-new-privs', '--']
if (spawnSync('unshare', [...drop, 'sudo', '-n', 'true'], { stdio: 'ignore' }).status === 0) {
  refuse('sudo works without a password even in here.')
}

const forwarder = createServer({ allowHalfOpen: true }, (client) => {
  const relay = connect({ path: relaySocket, allowHalfOpen: true })
  client.on('error', () => relay.destroy()).pipe(relay)
  relay.on('error', () => client.destroy()).pipe(client)
})
forwarder.listen(port, '127.0.0.1', () => {
  const child = spawn('unshare', [...drop, ...command], { stdio: descriptors() })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) {
    process.on(signal, () => child.kill(signal))
  }
  child.once('exit', (code, signal) => process.exit(signal === null ? code! : 128 + constants.signals[signal]))
})
