import { isLoopback, overlap, parseAddress } from './address.ts'
import { At, isMap } from './at.ts'
import { checkCredential, checkVault } from './credential-rules.ts'
import { didYouMean } from './nearest.ts'
import { type Finding, formatPath, type Path } from './problem.ts'

/** An agent's mapping, as identity knows it. */
export interface Mapping {
  readonly name: string
  readonly issuer: string
  readonly claims: { readonly [claim: string]: readonly string[] }
  readonly groups: readonly string[]
}

/** What other rooms know and configuration must be checked against. */
export interface Knowledge {
  /** Every protocol that a connection may speak. */
  readonly protocols: readonly string[]
  /** Those whose requests are signed with keys for AWS. */
  readonly signing: readonly string[]
  /** Names that the gateway gives to what isn't configured. */
  readonly reserved: readonly string[]
  /** The claims of which one must say whose tokens are meant, at an issuer that others share; null where nothing is missing. */
  missingOwner(issuer: string, mapping: Mapping): readonly string[] | null
}

/** What is wrong between fields that may each be right. `value` is the file's, whether or not the schema takes it. */
export function checkRules(value: unknown, knowledge: Knowledge): Finding[] {
  const root = new At(value)
  return [
    ...checkListeners(root),
    ...checkPolicy(root),
    ...checkSession(root),
    ...checkIssuers(root),
    ...checkAgents(root, knowledge),
    ...checkConnections(root, knowledge),
    ...checkVault(root),
  ]
}

function* checkListeners(root: At): Iterable<Finding> {
  const taken: { readonly name: string; readonly address: NonNullable<ReturnType<typeof parseAddress>> }[] = []
  for (const name of ['agents', 'people', 'status', 'proxy']) {
    const listener = root.get('listen').get(name)
    const field = listener.get('address')
    const secured = listener.get('tls').value !== undefined
    const behind = listener.get('behind_tls')
    if (secured && behind.value !== undefined) yield behind.says('must not stand beside tls: one of them ends TLS')
    const address = parseAddress(field.text ?? '')
    if (address === null) continue
    // Health and metrics hold no secret, and what probes them speaks no TLS.
    const open = name !== 'status' && !isLoopback(address.host) && !secured && behind.value === undefined
    if (open) yield field.says('is plain HTTP beyond this machine: set tls, or behind_tls where a proxy ends TLS')
    const other = taken.find((it) => overlap(it.address, address))
    if (other !== undefined) yield field.says(`must be another address than listen.${other.name}.address`)
    taken.push({ name, address })
  }
}

function* checkPolicy(root: At): Iterable<Finding> {
  const policy = root.get('policy')
  const [service, log] = [policy.get('service'), policy.get('decision_log')]
  for (const url of [service.get('url'), log.get('service').get('url')]) {
    if (url.text === undefined || !URL.canParse(url.text)) continue
    const { protocol, hostname } = new URL(url.text)
    const open = protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''))
    if (open && root.get('mode').value !== 'development') {
      yield url.says('must be https://: http:// is only for a loopback address, or mode: development')
    }
  }
  yield* checkDelays(service.get('polling'), [60, 120])
  yield* checkDelays(log.get('reporting'), [300, 600])
}

function* checkDelays(section: At, defaults: readonly [number, number]): Iterable<Finding> {
  const [least, most] = [section.get('min_delay_seconds'), section.get('max_delay_seconds')]
  const [from = defaults[0], to = defaults[1]] = [least.value, most.value]
  if (typeof from !== 'number' || typeof to !== 'number' || to >= from) return
  if (most.value !== undefined) yield most.says(`must be at least ${formatPath(least.path)} (${from})`)
  else yield least.says(`must be at most ${formatPath(most.path)} (${to})`)
}

function* checkSession(root: At): Iterable<Finding> {
  const session = root.get('session')
  const [seconds = 900, maximum = 21_600] = [session.get('seconds').value, session.get('maximum_seconds').value]
  if (typeof seconds !== 'number' || typeof maximum !== 'number' || maximum >= seconds) return
  const field = session.get('maximum_seconds')
  if (field.value !== undefined) yield field.says(`must be at least session.seconds (${seconds})`)
  else yield session.get('seconds').says(`must be at most session.maximum_seconds (${maximum})`)
}

function* checkIssuers(root: At): Iterable<Finding> {
  const issuers = root.get('issuers').items
  yield* repeated(issuers.map((issuer) => issuer.get('name')))
  yield* repeated(issuers.map((issuer) => issuer.get('issuer')))
  for (const field of issuers.map((issuer) => issuer.get('issuer'))) {
    if (field.text === undefined || !URL.canParse(field.text)) continue
    const { protocol, hostname } = new URL(field.text)
    if (protocol !== 'http:') continue
    const local = isLoopback(hostname.replace(/^\[|\]$/g, ''))
    if (local && root.get('mode').value === 'development') continue
    yield field.says('must be https://: http:// is only for mode: development, and a loopback address')
  }
}

function* checkAgents(root: At, knowledge: Knowledge): Iterable<Finding> {
  const issuers = root.get('issuers').items
  const names = issuers.flatMap((issuer) => issuer.get('name').text ?? [])
  const agents = root.get('agents').items
  yield* repeated(agents.map((agent) => agent.get('name')))
  for (const agent of agents) {
    const field = agent.get('issuer')
    if (field.text === undefined) continue
    const issuer = issuers.find((it) => it.get('name').text === field.text)
    if (issuer === undefined) {
      yield field.says(`names no issuer${didYouMean(field.text, names)}`)
      continue
    }
    const claims = claimsOf(agent.get('claims'))
    const url = issuer.get('issuer').text
    if (claims === null || url === undefined) continue
    const missing = knowledge.missingOwner(url, {
      name: agent.get('name').text ?? '',
      issuer: field.text,
      claims,
      groups: [],
    })
    if (missing === null) continue
    yield agent
      .get('claims')
      .says(`must say whose tokens are meant, for others share this issuer: name one of ${missing.join(', ')}`)
  }
}

function* checkConnections(root: At, knowledge: Knowledge): Iterable<Finding> {
  const connections = root.get('connections').items
  yield* repeated(connections.map((connection) => connection.get('name')))
  yield* repeated(connections.flatMap((connection) => connection.get('hosts').items))
  for (const field of connections.map((connection) => connection.get('protocol'))) {
    if (field.text === undefined || field.text === '' || knowledge.protocols.includes(field.text)) continue
    yield field.says(`must be one of ${knowledge.protocols.join(', ')}${didYouMean(field.text, knowledge.protocols)}`)
  }
  for (const name of connections.map((connection) => connection.get('name'))) {
    if (knowledge.reserved.includes(name.text ?? '')) yield name.says('is taken: the gateway itself calls something so')
  }
  for (const connection of connections) {
    yield* checkCredential(root, connection, knowledge.signing)
    const [ca, upstream] = [connection.get('ca'), connection.get('upstream').text ?? '']
    if (ca.value !== undefined && upstream.startsWith('http:')) yield ca.says('is for an upstream that speaks TLS')
  }
}

function* repeated(fields: readonly At[]): Iterable<Finding> {
  const first = new Map<string, Path>()
  for (const field of fields) {
    if (field.text === undefined) continue
    const earlier = first.get(field.text)
    if (earlier === undefined) first.set(field.text, field.path)
    else yield field.says(`repeats "${field.text}", which ${formatPath(earlier)} has already`)
  }
}

/** The claims as lists; null where they aren't what the schema takes. */
function claimsOf(field: At): { [claim: string]: readonly string[] } | null {
  if (!isMap(field.value)) return null
  const entries = Object.entries(field.value).map(([claim, patterns]) => [claim, [patterns].flat()] as const)
  if (!entries.every(([, patterns]) => patterns.every((pattern) => typeof pattern === 'string'))) return null
  return Object.fromEntries(entries) as { [claim: string]: string[] }
}
