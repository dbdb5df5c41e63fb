import { isLoopback, overlap, parseAddress } from './address.ts'
import { At, isMap } from './at.ts'
import { checkCredentials, checkVault } from './credential-rules.ts'
import { checkLogin } from './login.ts'
import { didYouMean } from './nearest.ts'
import { type Finding, formatPath, type Path } from './problem.ts'

/** What other rooms know and configuration must be checked against. */
export interface Knowledge {
  /** Every protocol that a connection may speak. */
  readonly protocols: readonly string[]
  /** Those whose requests are signed with keys for AWS. */
  readonly signing: readonly string[]
  /** Names that the gateway gives to what isn't configured. */
  readonly reserved: readonly string[]
  /** What an issuer can be said to be, and the URL that each of them has unless the file says another. */
  readonly presets: readonly { readonly name: string; readonly issuer: string | null }[]
  /** The claims of which one must say whose tokens are meant, at an issuer that others share; null where nothing is missing. */
  missingOwner(
    issuer: string,
    preset: string | null,
    claims: { readonly [claim: string]: readonly string[] },
  ): readonly string[] | null
}

/** What is wrong between fields that may each be right. `value` is the file's, whether or not the schema takes it. */
export function checkRules(value: unknown, knowledge: Knowledge): Finding[] {
  const root = new At(value)
  return [
    ...checkListeners(root),
    ...checkPolicy(root),
    ...checkSession(root),
    ...checkIssuers(root, knowledge),
    ...checkAgents(root, knowledge),
    ...checkPeople(root),
    ...checkSlack(root),
    ...checkConnections(root, knowledge),
    ...checkVault(root),
    ...checkLogin(root),
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
  const anchors = root
    .get('journal')
    .get('anchors')
    .items.map((anchor) => anchor.get('url'))
  for (const url of [service.get('url'), log.get('service').get('url'), ...anchors]) {
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

function* checkIssuers(root: At, { presets }: Knowledge): Iterable<Finding> {
  const issuers = root.get('issuers').items
  const providers = root.get('saml').items
  yield* repeated([...issuers, ...providers].map((issuer) => issuer.get('name')))
  yield* repeated(providers.map((provider) => provider.get('entity_id')))
  yield* repeated(issuers.map((issuer) => issuer.get('issuer')))
  for (const issuer of issuers) {
    const [field, preset, ca] = [issuer.get('issuer'), issuer.get('preset'), issuer.get('ca')]
    const named = presets.find(({ name }) => name === preset.text)
    if (preset.text !== undefined && named === undefined) {
      const names = presets.map(({ name }) => name)
      yield preset.says(`must be one of ${names.join(', ')}${didYouMean(preset.text, names)}`)
    } else if (field.value === undefined && typeof named?.issuer !== 'string') yield field.says('is missing')
    if (field.text === undefined || !URL.canParse(field.text)) continue
    const { protocol, hostname } = new URL(field.text)
    if (protocol !== 'http:') continue
    if (ca.value !== undefined) yield ca.says('is for an issuer that speaks TLS')
    const local = isLoopback(hostname.replace(/^\[|\]$/g, ''))
    if (local && root.get('mode').value === 'development') continue
    yield field.says('must be https://: http:// is only for mode: development, and a loopback address')
  }
}

function* checkAgents(root: At, knowledge: Knowledge): Iterable<Finding> {
  const issuers = root.get('issuers').items
  const providers = root.get('saml').items.flatMap((provider) => provider.get('name').text ?? [])
  const names = [...issuers.flatMap((issuer) => issuer.get('name').text ?? []), ...providers]
  const agents = root.get('agents').items
  yield* repeated(agents.map((agent) => agent.get('name')))
  for (const agent of agents) {
    const field = agent.get('issuer')
    if (field.text === undefined || providers.includes(field.text)) continue
    const issuer = issuers.find((it) => it.get('name').text === field.text)
    if (issuer === undefined) {
      yield field.says(`names no issuer${didYouMean(field.text, names)}`)
      continue
    }
    const claims = claimsOf(agent.get('claims'))
    const preset = knowledge.presets.find(({ name }) => name === issuer.get('preset').text)
    const url = issuer.get('issuer').text ?? preset?.issuer
    if (claims === null || typeof url !== 'string') continue
    const missing = knowledge.missingOwner(url, preset?.name ?? null, claims)
    if (missing === null) continue
    yield agent
      .get('claims')
      .says(
        `must say whose tokens are meant, for others share this issuer: name one of ${missing.join(', ')}, with no wildcard before its first slash`,
      )
  }
}

function* checkPeople(root: At): Iterable<Finding> {
  const people = root.get('people').items
  yield* repeated(people.map((person) => person.get('email')))
  yield* repeated(people.map((person) => person.get('slack')))
  const subs = people.map((person) => person.get('sub'))
  yield* repeated(subs)
  if (root.get('login').value === undefined) {
    for (const sub of subs)
      if (sub.value !== undefined) yield sub.says('is what login knows somebody by: set login as well')
  }
  const issuers = [...root.get('issuers').items, ...root.get('saml').items].map((it) => it.get('name').text ?? '')
  for (const logins of people.map((person) => person.get('logins'))) {
    if (!isMap(logins.value)) continue
    for (const name of Object.keys(logins.value)) {
      if (!issuers.includes(name)) yield logins.get(name).says(`names no issuer${didYouMean(name, issuers)}`)
    }
  }
  for (const issuer of issuers) yield* repeated(people.map((person) => person.get('logins').get(issuer)))
}

function* checkSlack(root: At): Iterable<Finding> {
  const api = root.get('slack').get('api')
  if (api.text === undefined || !URL.canParse(api.text)) return
  const { protocol, hostname } = new URL(api.text)
  if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    yield api.says('must be https://: http:// is only for a loopback address')
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
    yield* checkCredentials(root, connection, knowledge.signing)
    const [ca, upstream] = [connection.get('ca'), connection.get('upstream').text ?? '']
    for (const field of [ca, connection.get('client_certificate')]) {
      if (field.value !== undefined && upstream.startsWith('http:'))
        yield field.says('is for an upstream that speaks TLS')
    }
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
