import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync } from 'node:fs'
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

function refuse(why: string): never {
  process.stderr.write(`sallyport: ERR_CONFINEMENT_UNAVAILABLE: ${why}\n`)
  process.exit(78)
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
  const child = spawn('unshare', [...drop, ...command], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) {
    process.on(signal, () => child.kill(signal))
  }
  child.once('exit', (code, signal) => process.exit(signal === null ? code! : 128 + constants.signals[signal]))
})
