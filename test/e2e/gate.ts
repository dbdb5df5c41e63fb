import { type ExecFileException, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabasePool } from 'slonik'
import type { Identities } from '../../scripts/sample/config.ts'
import { openSession } from '../../scripts/sample/session.ts'
import { startWorld, type World } from '../../scripts/sample/world.ts'
import { testDatabase } from '../support/database.ts'
import { programs } from '../support/programs.ts'

/** The whole sample, with the gateway as a process, on a database of the test file's own. */
export interface Gate {
  readonly world: World
  readonly directory: string
  readonly pool: DatabasePool
  /** A session of the run that the claims name. */
  session(claims?: Record<string, unknown>): Promise<string>
  /** A request through the gate's connection `api`, or to any path. */
  request(path: string, token: string | null, init?: RequestInit): Promise<Response>
  git(...args: string[]): Promise<Ran>
  remote(token: string): string
  /** A program that knows the gate as its proxy, and trusts its authority. */
  proxied(token: string, command: string, ...args: string[]): Promise<Ran>
  /** What the upstream's repository has at a ref; empty where it has none. */
  upstreamRef(ref: string): Promise<string>
  /** The people's API, with the operator's token. */
  people<T>(path: string, body?: object): Promise<T>
  /** A push by real git that can be cut off, with all that it started. */
  push(work: string, ...args: string[]): { readonly done: Promise<Ran>; kill(): void }
  /** The id of the first approval asked for since then (milliseconds since the epoch). */
  approvalSince(moment: number): Promise<string>
  /** Another gateway on the same database, with the same configuration. */
  replica(): Promise<Replica>
  close(): Promise<void>
}

/** A gateway beside the sample's own. */
export interface Replica {
  readonly url: string
  /** Its people's listener. */
  readonly people: string
  readonly operatorToken: string
  /** Ends it as a machine does that loses power. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** What GitHub's runner gives to every step of a job: with `home`, and the claims that its ID tokens name. */
export function jobEnvironment({ world }: Gate, home: string, claims = ''): NodeJS.ProcessEnv {
  return {
    ...programs,
    HOME: home,
    RUNNER_TEMP: home,
    SALLYPORT_URL: world.urls.agents,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${world.issuer.url}/id-token${claims}`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
  }
}

export interface Ran {
  readonly status: number
  readonly output: string
}

interface GateOptions {
  readonly more?: string
  readonly store?: string
  readonly bundle?: string
  readonly environment?: NodeJS.ProcessEnv
  readonly identities?: Identities
}

export async function startGate(options: GateOptions = {}): Promise<Gate> {
  const database = await testDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'))
  await chmod(directory, 0o711)
  const world = await startWorld({
    directory,
    store: '{ url: "env:SAMPLE_DATABASE_URL" }',
    environment: { ...options.environment, SAMPLE_DATABASE_URL: options.store ?? database.url },
    ...(options.more === undefined ? {} : { more: options.more }),
    ...(options.bundle === undefined ? {} : { bundle: options.bundle }),
    ...(options.identities === undefined ? {} : { identities: options.identities }),
  })
  const replicas: Replica[] = []
  const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: directory }

  const people = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(new URL(path, world.urls.people), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${world.operatorToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as T
  }

  return {
    world,
    directory,
    pool: database.pool,
    session: async (claims) => openSession(world.urls.agents, await world.issuer.idToken(claims)),
    request: (path, token, init = {}) =>
      fetch(`${world.urls.agents}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
      }),
    git: (...args) => run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], quiet),
    remote: (token) => `http://run:${token}@${new URL(world.urls.agents).host}/c/forge/acme/shop.git`,
    proxied: (token, command, ...args) => {
      const proxy = `http://run:${token}@${new URL(world.urls.proxy).host}`
      const ca = join(directory, 'ca.pem')
      return run(command, args, {
        ...{ ...quiet, HTTPS_PROXY: proxy, https_proxy: proxy, http_proxy: proxy, NO_PROXY: '', no_proxy: '' },
        ...{ CURL_CA_BUNDLE: ca, GIT_SSL_CAINFO: ca, SSL_CERT_FILE: ca },
      })
    },
    upstreamRef: async (ref) =>
      (
        await run('git', ['-C', world.upstream.repository, 'rev-parse', '--verify', '--quiet', ref], quiet)
      ).output.trim(),
    people,
    push(work, ...args) {
      const child = spawn('git', ['-C', work, 'push', ...args], { detached: true, env: { ...process.env, ...quiet } })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      }
      const done = once(child, 'close').then(() => ({ status: child.exitCode ?? -1, output }))
      return { done, kill: () => process.kill(-child.pid!, 'SIGKILL') }
    },
    async approvalSince(moment) {
      for (let tries = 0; tries < 200; tries++) {
        const { approvals } = await people<{ approvals: { id: string; askedAt: number }[] }>('/approvals')
        const asked = approvals.findLast((approval) => approval.askedAt >= moment)
        if (asked !== undefined) return asked.id
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error('no approval opened')
    },
    async replica() {
      const started = await startReplica(world, await mkdtemp(join(directory, 'replica-')), {
        ...options.environment,
        SAMPLE_DATABASE_URL: options.store ?? database.url,
      })
      replicas.push(started)
      return started
    },
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()))
      await world.close()
      await database.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 ** 2 }
    execFile(command, args, options, (error: ExecFileException | null, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), output: out + err })
    })
  })
}

/** Starts another gateway with a world's configuration, its files in `directory`. */
export async function startReplica(world: World, directory: string, environment: NodeJS.ProcessEnv): Promise<Replica> {
  const config = await readFile(world.configFile, 'utf8')
  const file = join(directory, 'sallyport.yaml')
  await writeFile(file, config.replaceAll(/127\.0\.0\.1:\d+" \}/g, '127.0.0.1:0" }'))
  const { forgePassword, apiToken } = world.secrets
  const child = fork(join(import.meta.dirname, '../../src/cli/index.ts'), ['serve', '--config', file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...environment, SAMPLE_FORGE_PASSWORD: forgePassword, SAMPLE_API_TOKEN: apiToken },
  })
  const [urls] = (await once(child, 'message')) as [{ agents: string; people: string }]
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    url: urls.agents,
    people: urls.people,
    operatorToken: (await readFile(join(directory, 'operator-token'), 'utf8')).trim(),
    kill: () => end('SIGKILL'),
    close: () => end('SIGTERM'),
  }
}
