import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Identities, type SamplePorts, sampleConfig } from './config.ts'
import { type DevelopmentIssuer, startIssuer } from './issuer.ts'
import { makeSecrets, type SampleSecrets, type SampleUpstream, startUpstream } from './upstream.ts'

const root = join(import.meta.dirname, '..', '..')

/** The sample, running: an issuer, an upstream, and the gateway between them as a process of its own. */
export interface World {
  readonly issuer: DevelopmentIssuer
  readonly upstream: SampleUpstream
  readonly secrets: SampleSecrets
  readonly gateway: ChildProcess
  readonly urls: { readonly agents: string; readonly people: string; readonly status: string; readonly proxy: string }
  readonly configFile: string
  /** The gateway's log, where it goes to a file. */
  readonly logFile: string
  readonly operatorToken: string
  /** Starts the gateway again, on the same ports and data, after it has ended. */
  restart(): Promise<ChildProcess>
  close(): Promise<void>
}

export interface WorldOptions {
  /** Where everything is kept. */
  readonly directory: string
  readonly ports?: SamplePorts & { readonly issuer: number; readonly upstream: number }
  /** A PostgreSQL server other than the embedded one: a reference, as `sallyport.yaml` takes it. */
  readonly store?: string
  readonly environment?: NodeJS.ProcessEnv
  /** A bundle other than the default one. */
  readonly bundle?: string
  /** Goes at the end of `sallyport.yaml`: more connections. */
  readonly more?: string
  readonly identities?: Identities
}

const ANY_PORTS = { agents: 0, people: 0, status: 0, proxy: 0, issuer: 0, upstream: 0 }

/** Starts the sample on loopback, and resolves once the gateway listens. */
export async function startWorld({ directory, ports = ANY_PORTS, ...options }: WorldOptions): Promise<World> {
  await mkdir(directory, { recursive: true })
  const secrets = makeSecrets()
  const issuer = await startIssuer(ports.issuer)
  const upstream = await startUpstream(join(directory, 'upstream'), secrets, ports.upstream)
  const configFile = join(directory, 'sallyport.yaml')
  const logFile = join(directory, 'gateway.log')
  const bundle = options.bundle ?? join(root, 'bundles', 'default.tar.gz')
  const write = (listen: SamplePorts): Promise<void> => {
    const { store, identities } = options
    const given = { ...(store === undefined ? {} : { store }), ...(identities === undefined ? {} : { identities }) }
    const config = sampleConfig({ ports: listen, issuer: issuer.url, upstream: upstream.url, bundle, ...given })
    return writeFile(configFile, config + (options.more ?? ''))
  }
  await write(ports)

  const start = async () => {
    const gateway = fork(join(root, 'src', 'cli', 'index.ts'), ['serve', '--config', configFile], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // A process group of its own, so that Ctrl-C ends the gateway before what stands around it.
      detached: true,
      env: {
        ...process.env,
        ...options.environment,
        SAMPLE_FORGE_PASSWORD: secrets.forgePassword,
        SAMPLE_API_TOKEN: secrets.apiToken,
      },
    })
    gateway.stdout!.pipe(createWriteStream(logFile, { flags: 'a' }))
    const urls = await Promise.race([
      once(gateway, 'message').then(([message]) => message as World['urls']),
      once(gateway, 'exit').then(() => {
        throw new Error(`the gateway ended at its start; ${logFile} says why`)
      }),
    ])
    return { gateway, urls }
  }

  let { gateway, urls } = await start()
  const port = (url: string) => Number(new URL(url).port)
  const { agents, people, status, proxy } = urls
  await write({ agents: port(agents), people: port(people), status: port(status), proxy: port(proxy) })
  return {
    issuer,
    upstream,
    secrets,
    get gateway() {
      return gateway
    },
    urls,
    configFile,
    logFile,
    operatorToken: (await readFile(join(directory, 'operator-token'), 'utf8')).trim(),
    async restart() {
      const started = await start()
      gateway = started.gateway
      return gateway
    },
    async close() {
      await stop(gateway)
      await issuer.close()
      await upstream.close()
    },
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
