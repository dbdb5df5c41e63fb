import { type ChildProcess, spawn } from 'node:child_process'
import { GatewayError } from '../../core/errors.ts'
import { exitCodeOf } from './exit-code.ts'

/** What is passed on to the command. */
const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const
type Passed = (typeof PASSED)[number]
/** What a terminal sends to all of its foreground processes, the command among them. */
const FROM_TERMINAL: ReadonlySet<Passed> = new Set(['SIGINT', 'SIGQUIT'])

/** Signals to this process, from now on: kept until there is a command, then passed on to it. */
export interface Signals {
  /** The one that came before there was a command. */
  readonly pending: NodeJS.Signals | undefined
  passTo(child: Pick<ChildProcess, 'kill'>): void
  release(): void
}

/** Takes the signals that a shell, a CI system or a person ends commands with. */
export function takeSignals(onTerminal: boolean): Signals {
  let pending: Passed | undefined
  let child: Pick<ChildProcess, 'kill'> | undefined
  const take = (signal: Passed): void => {
    if (child === undefined) pending ??= signal
    else if (!(onTerminal && FROM_TERMINAL.has(signal))) child.kill(signal)
  }
  for (const signal of PASSED) process.on(signal, take)
  return {
    get pending() {
      return pending
    },
    passTo(given) {
      child = given
      if (pending !== undefined) given.kill(pending)
    },
    release() {
      for (const signal of PASSED) process.off(signal, take)
    },
  }
}

/**
 * Runs a command with this process's own input and output, and answers the exit code that a shell would.
 *
 * @param target the process that gets the signals, where it is another than the one that was started
 * @throws ERR_COMMAND_UNKNOWN where it can't be started
 */
export function runCommand(
  [command, ...given]: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
  signals: Pick<Signals, 'passTo'>,
  target: (started: number) => number = (started) => started,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, given, { stdio: 'inherit', env: environment })
    child.once('spawn', () => signals.passTo({ kill: (signal) => sent(target(child.pid!), signal) }))
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)))
    child.once('error', (cause) => {
      reject(new GatewayError('ERR_COMMAND_UNKNOWN', `The command ${command} can't be started.`, { cause }))
    })
  })
}

/** False where the process is gone already. */
function sent(to: number, signal?: NodeJS.Signals | number): boolean {
  try {
    return process.kill(to, signal)
  } catch {
    return false
  }
}
