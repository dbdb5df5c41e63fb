import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { GatewayError } from '../../core/errors.ts'
import type { Timing } from '../../core/timing.ts'
import { writeAuthorities } from './authorities.ts'
import { withoutCredentials } from './credentials.ts'
import { createGatewayClient, type Discovery } from './gateway.ts'
import { takeGitHeaders } from './git-headers.ts'
import { type IdTokenOptions, idTokenSource } from './id-token.ts'
import { writeLogins } from './logins.ts'
import { makePrivateDirectory, type PrivateDirectory } from './private-directory.ts'
import { type Relay, startRelay } from './relay.ts'
import { openSession } from './session.ts'
import { noProxyOf, relayUrl, variablesFor } from './variables.ts'

/** What `run` and `attach` are told on the command line. */
export interface WayInOptions extends IdTokenOptions {
  readonly gateway?: string
  readonly caFile?: string
  /** An address of this machine that containers reach. */
  readonly bridge?: string
  readonly audience?: string
  /** JSON: what the session is narrowed to. */
  readonly leases?: string
  /** Hosts that are reached directly. */
  readonly direct: readonly string[]
  /** Variables that stay, though they hold a credential. */
  readonly keep: readonly string[]
}

export interface WayInParts {
  readonly options: WayInOptions
  /** The job's environment, as it is. */
  readonly environment: NodeJS.ProcessEnv
  /** The job's directory: whose `.git/config` is looked into. */
  readonly cwd: string
  /**
   * Whether what is taken out of git's configuration goes back at the end: not where those from whom it was taken say
   * when the end is.
   */
  readonly givesBack: boolean
  readonly timing: Timing
  readonly say: (sentence: string) => void
}

/** A session, a relay to it, and the environment in which tools use it. */
export interface WayIn {
  readonly session: string
  readonly directory: string
  readonly relay: Relay
  /** Variables that were set, and the names of those that were taken out. */
  readonly set: Readonly<Record<string, string>>
  readonly removed: readonly string[]
  /** The job's environment with both done to it. */
  readonly environment: NodeJS.ProcessEnv
  /** Ends the session, stops the relay, and undoes what was done to the machine. Answers a summary: one sentence. */
  close(): Promise<string>
}

/** Opens the way through the gateway. Rejects, with everything undone, where any of it fails. */
export async function openWayIn(parts: WayInParts): Promise<WayIn> {
  const undo: (() => Promise<unknown>)[] = []
  const undone = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step().catch(() => {})
  }
  try {
    return await open(parts, undo, undone)
  } catch (error) {
    await undone()
    throw error
  }
}

async function open(
  { options, environment, cwd, givesBack, timing, say }: WayInParts,
  undo: (() => Promise<unknown>)[],
  undone: () => Promise<void>,
): Promise<WayIn> {
  const source = idTokenSource(options, environment)
  const authority = options.caFile === undefined ? undefined : await authorityIn(options.caFile)
  const gateway = createGatewayClient(addressOf(options, environment), authority)
  undo.push(() => gateway.close())
  const discovery = await gateway.discover()
  const proxy = proxyOf(discovery)
  const own = await gateway.authority()
  const directory = await makePrivateDirectory(environment.RUNNER_TEMP ?? tmpdir())
  undo.push(() => directory.remove())

  const startedAt = timing.now()
  const audience = audienceOf(options, discovery)
  const session = await openSession({ gateway, source, audience, leases: options.leases, timing, say })
  let ended: Promise<boolean> | undefined
  const end = () => (ended ??= session.end())
  undo.push(end)
  const relay = await startRelay({
    host: gateway.url.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port,
    tls: proxy.tls ? { trusted: gateway.trusted } : null,
    token: session.token,
  })
  undo.push(() => relay.close())
  if (options.bridge !== undefined) await listenOnBridge(relay, options.bridge)

  const cleaned = withoutCredentials(environment, options.keep)
  const git = await takeGitHeaders(cwd, environment)
  const restore = () => git.restore()
  undo.push(restore)
  for (const { key, file } of git.places) say(`took ${key} out of ${file}${givesBack ? ' until the end' : ''}`)
  for (const key of git.left) say(`could not take ${key} out of git's configuration: it is overridden, and still there`)
  const set = await written(
    {
      ...{ options, environment: cleaned.environment, directory, relay, discovery, given: [own, authority] },
      variables: session.variables,
    },
    [...git.places.map(({ key }) => key), ...git.left],
  )
  if (!givesBack) undo.splice(undo.indexOf(restore), 1)
  return {
    session: session.id,
    directory: directory.path,
    relay,
    set,
    removed: cleaned.removed,
    environment: { ...cleaned.environment, ...set },
    async close() {
      const told = await end()
      await undone()
      const seconds = Math.round((timing.now() - startedAt) / 1000)
      const how = told
        ? `ended after ${seconds} s`
        : `could not be ended, and lasts until ${new Date(session.expiresAt()).toISOString()}`
      return `session ${session.id} ${how}: ${discovery.sessions}${session.id}`
    },
  }
}

interface Written {
  readonly options: WayInOptions
  readonly environment: NodeJS.ProcessEnv
  readonly directory: PrivateDirectory
  readonly relay: Relay
  readonly discovery: Discovery
  readonly given: readonly (string | null | undefined)[]
  /** What the gateway has the job find: nothing that leads there, nor what stays. */
  readonly variables: Readonly<Record<string, string>>
}

/** Writes the files into the private directory, and answers every variable that leads to them and to the relay. */
async function written(
  { options, environment, directory, relay, discovery, given, variables }: Written,
  gitHeaders: readonly string[],
): Promise<Record<string, string>> {
  const needed = given.filter((text) => typeof text === 'string')
  const authorities = await writeAuthorities(directory.path, needed, environment)
  const proxy = relayUrl(relay)
  const noProxy = noProxyOf(options.direct)
  const logins = await writeLogins({
    directory: directory.path,
    environment,
    proxy: relayUrl(relay, options.bridge),
    noProxy,
    authorities: authorities.all,
    authoritiesText: needed.join('\n'),
    connections: discovery.connections,
  })
  const own = variablesFor({ proxy, noProxy, authorities, gitHeaders, environment })
  const without = (names: readonly string[], set: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(set).filter(([name]) => !names.includes(name)))
  return { ...without(options.keep, variables), ...own, ...without(options.keep, logins) }
}

async function listenOnBridge(relay: Relay, host: string): Promise<void> {
  await relay.listenOn({ host, port: relay.port }).catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG', `The relay can't listen on ${host}.`, {
      fix: 'Name an address of this machine by --bridge: of docker0, as a rule 172.17.0.1.',
      cause,
    })
  })
}

function addressOf({ gateway }: WayInOptions, { SALLYPORT_URL }: NodeJS.ProcessEnv): string {
  const address = gateway ?? SALLYPORT_URL
  if (address) return address
  throw new GatewayError('ERR_CONFIG', 'No gateway is named.', { fix: 'Set SALLYPORT_URL, or --gateway.' })
}

function authorityIn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG', `The certificates in ${path} can't be read.`, { cause })
  })
}

function proxyOf({ proxy }: Discovery): NonNullable<Discovery['proxy']> {
  if (proxy !== null) return proxy
  throw new GatewayError('ERR_PROXY_MISSING', 'This gateway has no forward proxy.', {
    fix: 'Set listen.proxy in its sallyport.yaml.',
  })
}

/** GitHub mints a token for whatever audience it is asked for; the gateway knows which it takes. */
function audienceOf({ audience }: WayInOptions, { audiences }: Discovery): string {
  const [only, ...others] = [...new Set(audiences)]
  if (audience !== undefined) return audience
  if (only !== undefined && others.length === 0) return only
  throw new GatewayError('ERR_CONFIG', `This gateway takes tokens of ${audiences.length} audiences.`, {
    fix: `Name yours with --audience: ${audiences.join(', ')}.`,
  })
}
