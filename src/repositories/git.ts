import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'

/** One run of git. */
export interface Run {
  readonly args: readonly string[]
  /** Besides what every run has; `GIT_DIR` among it. */
  readonly env: NodeJS.ProcessEnv
  /** Nothing, where it is absent. */
  readonly stdin?: Readable | string
  /** Kills git and all that it started. */
  readonly signal: AbortSignal
  /** Seconds of processor time, and bytes of memory; absent for a run that reads no bytes of an agent's. */
  readonly limits?: { readonly cpuSeconds: number; readonly dataBytes: number }
}

/** Git ended otherwise than well. The message is git's own, for the log: it may hold what a client sent. */
export class GitFailed extends Error {
  override readonly name = 'GitFailed'
  /** Null where it was killed. */
  readonly status: number | null
  readonly stderr: string

  constructor(args: readonly string[], status: number | null, stderr: string) {
    super(`git ${args[0]} ended with ${status ?? 'a signal'}: ${stderr.trim()}`)
    this.status = status
    this.stderr = stderr
  }
}

/** Bytes of git's errors that are kept. */
const STDERR = 16_384
/** Bytes of output that {@link git} takes. */
const OUTPUT = 64 * 1024 ** 2
/** Comes with util-linux, so that it is on every Debian. Where it is missing there are no limits but time. */
const PRLIMIT = '/usr/bin/prlimit'

/** Git without anybody's settings, hooks, prompts, replaced objects or protocols but HTTP to where we say. */
const SETTINGS = {
  'core.hooksPath': '/dev/null',
  // Larger blobs are never held in memory as a whole, nor taken for deltas.
  'core.bigFileThreshold': '8m',
  'core.packedGitLimit': '256m',
  'core.packedGitWindowSize': '16m',
  'core.deltaBaseCacheLimit': '64m',
  'pack.threads': '2',
  'fetch.unpackLimit': '1',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.allow': 'never',
  'protocol.http.allow': 'always',
  'http.followRedirects': 'false',
} as const

/** Runs git and answers all that it printed. Rejects with {@link GitFailed}, and with the signal's reason. */
export async function git(run: Run): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  await gitOutput(run, (chunk) => {
    bytes += chunk.length
    if (bytes > OUTPUT) throw new Error(`git ${run.args[0]} printed more than ${OUTPUT} bytes`)
    chunks.push(chunk)
  })
  return Buffer.concat(chunks)
}

/** Runs git and hands over what it prints as it comes. What `take` throws ends git, and is rejected with. */
export async function gitOutput(run: Run, take: (chunk: Buffer) => void): Promise<void> {
  run.signal.throwIfAborted()
  const child = start(run)
  const kill = (): void => killGroup(child)
  run.signal.addEventListener('abort', kill)
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < STDERR) stderr += text
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  // Looked at below; until then a failure to start is nobody's.
  closed.catch(() => {})
  try {
    for await (const chunk of child.stdout!) take(chunk)
    const status = await closed
    run.signal.throwIfAborted()
    if (status !== 0) throw new GitFailed(run.args, status, stderr)
  } finally {
    run.signal.removeEventListener('abort', kill)
    kill()
    if (run.stdin instanceof Readable) run.stdin.destroy()
  }
}

/** {@link gitOutput}, line by line, without the newlines. A last line that has none is none. */
export async function gitLines(run: Run, take: (line: string) => void): Promise<void> {
  let rest = ''
  await gitOutput(run, (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split('\n')
    rest = parts.pop()!
    for (const part of parts) take(part)
  })
}

function start({ args, env, stdin, limits }: Run): ChildProcess {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const whole = ['git', ...settings, ...args]
  const bounded =
    limits !== undefined && existsSync(PRLIMIT)
      ? [PRLIMIT, `--data=${limits.dataBytes}`, `--cpu=${limits.cpuSeconds}`, '--', ...whole]
      : whole
  const child = spawn(bounded[0]!, bounded.slice(1), {
    // A group of its own, so that what git starts ends with it.
    detached: true,
    // In no repository but the one that GIT_DIR names: another's settings could lead elsewhere.
    cwd: '/',
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      ...env,
    },
  })
  if (stdin !== undefined) {
    // Git may end before it has read everything, and then says why.
    child.stdin!.on('error', () => {})
    if (typeof stdin === 'string') child.stdin!.end(stdin)
    else stdin.on('error', () => killGroup(child)).pipe(child.stdin!)
  }
  return child
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}
