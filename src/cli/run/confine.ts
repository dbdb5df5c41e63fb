import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { GatewayError } from '../../core/errors.ts'
import type { InsideTask } from './inside.ts'

/** User, network, process, mount and IPC namespaces of its own, and an end of all that is in them with the first. */
const NAMESPACES = ['--user', '--map-root-user', '--net', '--pid', '--mount', '--ipc', '--fork', '--mount-proc']
const run = promisify(execFile)

/** What is confined. */
export interface Confinement {
  readonly command: readonly [string, ...string[]]
  /** The private directory, and the relay's Unix socket in it. */
  readonly directory: string
  readonly relaySocket: string
  /** Where the environment says that the relay listens. */
  readonly port: number
}

/**
 * Finds out whether this machine, and this user, can confine a command.
 *
 * @param environment says where the tools lie
 * @throws ERR_CONFINEMENT_UNAVAILABLE in words that say what is missing
 */
export async function checkConfinement(environment: NodeJS.ProcessEnv): Promise<void> {
  if (process.platform !== 'linux') throw unavailable('Only Linux has the namespaces that --enforce needs.')
  if (process.getuid!() === 0) {
    throw unavailable('What runs as root can undo its own confinement.', 'Run this as a user that is not root.')
  }
  const probe = (line: [string, ...string[]], fix: string) => probeIn(environment, line, fix)
  await probe(['unshare', ...NAMESPACES, '--kill-child', 'true'], NO_NAMESPACES)
  await probe(['setpriv', '--no-new-privs', 'true'], 'Install setpriv, which is part of util-linux.')
  await probe(['ip', '-V'], 'Install ip, which is part of iproute2.')
}

/**
 * The command line that runs a command in namespaces whose only way out is the relay (unshare(1), setpriv(1)).
 *
 * @throws ERR_CONFINEMENT_UNAVAILABLE where the private directory would be hidden
 */
export async function confined(confinement: Confinement): Promise<readonly [string, ...string[]]> {
  const { command, directory, relaySocket, port } = confinement
  if (directory.startsWith('/run/') || directory.startsWith('/var/run/')) {
    throw unavailable('Temporary files are below /run, which is hidden.', 'Set RUNNER_TEMP to another directory.')
  }
  const task: InsideTask = {
    command,
    port,
    relaySocket,
    sockets: await socketsOutside(directory),
    user: process.getuid!(),
    group: process.getgid!(),
  }
  const inside = join(import.meta.dirname, 'inside.ts')
  return ['unshare', ...NAMESPACES, '--kill-child', process.execPath, inside, JSON.stringify(task)]
}

/** The first process in the namespaces: unshare(1) itself passes no signal on. */
export function firstInside(unshare: number): number {
  const [first] = readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').split(' ')
  return Number(first) || unshare
}

const NO_NAMESPACES =
  'Allow namespaces to users: sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, ' +
  'kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu; in a container, a seccomp profile that allows unshare.'

async function probeIn(env: NodeJS.ProcessEnv, [program, ...given]: [string, ...string[]], fix: string): Promise<void> {
  await run(program, given, { env }).catch((cause: Error & { stderr?: string }) => {
    const why = cause.stderr?.trim().split('\n')[0] || cause.message
    throw unavailable(`This machine can't confine a command: ${why}.`, fix)
  })
}

/**
 * Paths of the Unix sockets that somebody listens on: a network namespace doesn't hide them, and behind some of them
 * (Docker's, containerd's, D-Bus's) is a process that does what it is told, outside.
 */
async function socketsOutside(directory: string): Promise<string[]> {
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => '')
  const paths = table.split('\n').map((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1])
  return [...new Set(paths)].filter((path) => path !== undefined && !path.startsWith(`${directory}/`)) as string[]
}

function unavailable(message: string, fix?: string): GatewayError {
  return new GatewayError('ERR_CONFINEMENT_UNAVAILABLE', message, fix === undefined ? {} : { fix })
}
