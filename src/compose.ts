import { mkdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { AGENTS_PATHS, agentsApp } from './api/agents.ts'
import { discovery } from './api/discovery.ts'
import { createMetrics } from './api/metrics.ts'
import { statusApp } from './api/status.ts'
import { digestOf } from './approvals/digest.ts'
import { openApprovals } from './approvals/open.ts'
import { openAuthority } from './certificates/open.ts'
import type { Config, ConfiguredConnection } from './config/config.ts'
import type { Reference } from './config/reference.ts'
import type { Connection } from './core/connection.ts'
import type { DecisionLogObserver } from './core/decision-log.ts'
import type { GatewayError } from './core/errors.ts'
import type { Policy } from './core/policy.ts'
import { realTiming } from './core/timing.ts'
import { operatorToken } from './credentials/operator-token.ts'
import { readSecret } from './credentials/secrets/reference.ts'
import { labels } from './decision-log/labels.ts'
import { createDecisionLog } from './decision-log/log.ts'
import { openSink } from './decision-log/open.ts'
import { openAgents } from './gateway/agents.ts'
import { createDoors } from './gateway/door.ts'
import { createForwarder } from './gateway/forward.ts'
import type { Gate } from './gateway/gate.ts'
import { createHoldSlots } from './gateway/hold-slots.ts'
import { createLines } from './gateway/lines.ts'
import { type Listen, listen } from './gateway/listen.ts'
import { createDial } from './gateway/proxy/dial.ts'
import { openProxy } from './gateway/proxy/open.ts'
import { NET } from './gateway/proxy/tunnel-to.ts'
import { createSpoolQuota } from './gateway/spool-quota.ts'
import { forgetful } from './identity/forgetful.ts'
import { openIdentity } from './identity/open.ts'
import { createRevocation } from './identity/revoke.ts'
import { createSessions } from './identity/sessions.ts'
import { openCredentials } from './open-credentials.ts'
import { openHoneytokens } from './open-honeytokens.ts'
import { databaseUrl, openJournal } from './open-journal.ts'
import { openMasking } from './open-masking.ts'
import { openPeople } from './open-people.ts'
import { openPolicy } from './open-policy.ts'
import { openRecordings } from './open-recordings.ts'
import { openSearch } from './open-search.ts'
import { openConfiguredSlack } from './open-slack.ts'
import { readBundle } from './policy/bundle.ts'
import { createEngine } from './policy/engine.ts'
import { prepare } from './policy/preparation.ts'
import { readArchive, snapshot } from './policy/sources/snapshot.ts'
import { inspecting } from './protocols/index.ts'
import { openRepositories } from './repositories/open.ts'
import { createApprovalStore } from './store/approvals.ts'
import { createCounterStore } from './store/counters.ts'
import { createIdTokenStore } from './store/id-tokens.ts'
import { createKeyStore } from './store/keys.ts'
import { createLeaseStore } from './store/leases.ts'
import { migrate } from './store/migrate.ts'
import { type Database, openDatabase } from './store/open.ts'
import { createPeopleStore } from './store/people.ts'
import { createPolicyStore } from './store/policy.ts'
import { createSessionStore } from './store/sessions.ts'
import { createTell, tellingApprovals } from './store/telling.ts'

export { checkEverything, checkedConfig, configuredPolicy } from './check.ts'

type Environment = NodeJS.ProcessEnv

/** A running gateway. */
export interface Gateway {
  readonly urls: {
    readonly agents: string
    readonly people: string
    readonly status: string
    /** Null where none is configured. */
    readonly proxy: string | null
  }
  readonly policyRevision: string
  /** A text without the credentials that the gateway knows by now: asterisks stand for them. */
  hidden(text: string): string
  /** Ends holds at once and streams after `seconds`, writes what the journal still holds, and closes everything. */
  close(seconds: number): Promise<void>
}

/** The policy of a bundle, a file or a folder, whoever signed it. Rejects with ERR_POLICY_*. */
export async function loadPolicy(bundle: string): Promise<Policy> {
  return createEngine(prepare(readBundle(await readArchive(await snapshot(bundle)))))
}

/** Migrates the configured database and lets it go again. */
export async function migrateStore(config: Config, environment: Environment): Promise<number[]> {
  const database = await openConfigured(config, environment)
  try {
    return await migrate(database.pool)
  } finally {
    await database.close()
  }
}

/** The only constructor: configuration in, a listening gateway out. */
export async function compose(config: Config, environment: Environment, log: Logger): Promise<Gateway> {
  const now = Date.now
  const report = (error: unknown): void => log.error({ err: error }, 'failed')
  const spoolDirectory = join(config.dataDirectory, 'spool')
  // A body's file has a name for a moment, and a crash can leave it in it.
  await rm(spoolDirectory, { recursive: true, force: true })
  await mkdir(spoolDirectory, { recursive: true, mode: 0o700 })
  const metrics = createMetrics(() => ({ lag: journal.lag, checkpoints: keeper.state }))
  const observer: DecisionLogObserver = {
    counted: metrics.decisions,
    failed: (error) => log.warn({ err: error }, 'decision log failed'),
  }
  const read = (reference: Reference) => readSecret(reference, environment)
  const { decisionLog } = config.policy
  const sink =
    decisionLog && (await openSink(decisionLog, { read, stdout: process.stdout, timing: realTiming, observer }))
  const operator = await operatorToken(join(config.dataDirectory, 'operator-token'))
  const database = await openConfigured(config, environment)
  const { pool } = database
  await migrate(pool)

  const identified = await labels(hostname())
  const sessionStore = createSessionStore(pool)
  const tell = createTell(pool, report)
  const approvalStore = tellingApprovals(createApprovalStore(pool), tell)
  const changes = createPolicyStore(pool, hostname())
  const running = await openPolicy(config, environment, { changes, metrics, log }).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const { journal, keeper } = await openJournal(config, {
    ...{ pool, tell, metrics, version: identified.version, timing: realTiming, read, report },
  })
  const { policy } = running
  const base = (): string => config.approvals.url ?? people.url
  const sessions = createSessions(sessionStore, now)
  const notices = database.notices(report)
  const tellsApart = config.login !== null || config.slack !== null
  const { desk, groupsOf } = await openApprovals(config.people, {
    ...{ store: approvalStore, people: createPeopleStore(pool), notices, timing: realTiming, report },
    ...{ tellsApart, mostPending: config.limits.sessionHolds },
    observer: metrics.approvals,
  })
  const credentials = await openCredentials(config, environment, metrics.credentialFetched)
  const keys = createKeyStore(pool)
  const masking = await openMasking({
    ...{ pool, keys, now, report, known: () => credentials.known(), custom: () => policy.detectors },
  })
  const endable = forgetful(sessionStore, sessions)
  const honeytokens = await openHoneytokens(config, { keys, sessions: { ...sessions, ...endable }, metrics, log, now })
  const repositories = await openRepositories({
    directory: config.dataDirectory,
    mirrorBytes: config.limits.mirrorBytes,
    key: await keys.keyOf('fingerprints'),
  })
  const pageOf = (approval: string) => `${base()}/approvals/${approval}`
  const asking = { pool, approvals: approvalStore, sessions: sessionStore, desk, groupsOf, pageOf, report }
  const slack = await openConfiguredSlack(config, read, asking, metrics)
  const recordings = await openRecordings(config, { pool, timing: realTiming, report })
  const search = openSearch({ pool, timing: realTiming, report })
  const [forwarder, doors] = [createForwarder(), createDoors(() => gate)]
  const draining = new AbortController()
  const gate: Gate = {
    sessions,
    connections: await Promise.all(config.connections.map(connected)),
    adapters: new Map(inspecting({ pushes: repositories }).map((adapter) => [adapter.protocol, adapter])),
    policy,
    decisionLog: sink && createDecisionLog({ policy, labels: identified, sink, observer }),
    counters: createCounterStore(pool),
    desk,
    digestOf,
    journal,
    credentials,
    ...masking,
    honeytokens,
    recordings: recordings.port,
    forwarder,
    dial: createDial(),
    lines: createLines(sessionStore, now),
    doors,
    holdSlots: createHoldSlots(config.limits),
    spoolQuota: createSpoolQuota(config.limits.sessionSpoolBytes),
    now,
    observer: {
      finished: metrics.finished,
      held: metrics.held,
      failed: (exchange, error) => log.warn({ exchange, err: error }, 'exchange failed'),
    },
    approvalUrl: pageOf,
    limits: { spoolDirectory, ...config.recordings, ...config.limits, ...config.approvals },
    draining: draining.signal,
  }

  notices.heard('sessions', (session) => {
    if (session !== null) sessions.forget(session)
    gate.lines.look(session)
  })
  const tokens = await openIdentity(config, {
    ...{ store: sessionStore, idTokens: createIdTokenStore(pool), sessions, now, timing: realTiming, read, report },
    connections: [...config.connections.map(({ name }) => name), NET],
    endpoint: () => `${agents.url}/oauth/token`,
  })
  const authority = config.listen.proxy && (await openAuthority(config.certificateAuthority, config.dataDirectory, now))
  const proxy = config.listen.proxy && (await openProxy(gate, where(config.listen.proxy), authority!))
  const published = {
    certificate: authority?.certificate ?? null,
    discovery: () =>
      discovery({
        proxy: proxy?.url ?? null,
        people: base(),
        audiences: config.issuers.map(({ audience }) => audience),
        connections: gate.connections,
      }),
  }
  const variables = honeytokens?.variables ?? (() => ({}))
  const app = agentsApp(
    { ...tokens, revoke: createRevocation(endable, now), variables },
    published,
    metrics.exchanged,
    report,
  )
  const agents = await openAgents(gate, where(config.listen.agents), { paths: AGENTS_PATHS, answer: app })
  const people = await listen(
    where(config.listen.people),
    slack.inFrontOf(
      await openPeople(config, {
        operatorToken: operator,
        ...{ desk, groupsOf, tellsApart, base, pool, read, report, ...search.readers },
        approvals: approvalStore,
        sessions: endable,
        leases: createLeaseStore(pool),
        policy: { changes, status: running.status, check: running.check },
      }),
    ),
  )
  slack.start()
  const unready = () =>
    sessionStore.find('none').then(
      () => [],
      (error: GatewayError) => [`${error.code}: ${error.message}`],
    )
  const status = await listen(
    config.listen.status.address,
    statusApp({ registry: metrics.registry, unready, policy: running.status, report }),
  )

  return {
    urls: { agents: agents.url, people: people.url, status: status.url, proxy: proxy?.url ?? null },
    hidden: (text) => masking.createMasker([], '').value(text),
    get policyRevision() {
      return policy.revision
    },
    async close(seconds) {
      draining.abort()
      tokens.close()
      const listeners = [agents, people, status, ...(proxy === null ? [] : [proxy])]
      await Promise.all([...listeners.map((listener) => listener.close(seconds)), running.close(), slack.close()])
      await Promise.all([recordings.close(FLUSH), search.close()])
      await journal.close().catch(report)
      await Promise.all([keeper.close(), sink?.close(FLUSH), repositories.close(), doors.close()])
      await Promise.all([forwarder.close(), notices.close(), desk.close(), credentials.close()])
      await database.close()
    },
  }
}

/** Milliseconds that the decision log's receiver has at the end. */
const FLUSH = 5_000

async function connected({ caFile, keptDays: _keptDays, ...connection }: ConfiguredConnection): Promise<Connection> {
  return caFile === null ? connection : { ...connection, ca: await readFile(caFile, 'utf8') }
}

function where({ address, tls, behindTls }: Config['listen']['agents']): Listen {
  return { ...address, tls: tls ?? undefined, behindTls: behindTls.length === 0 ? undefined : behindTls }
}

async function openConfigured(config: Config, environment: Environment): Promise<Database> {
  return openDatabase(await databaseUrl(config, environment), join(config.dataDirectory, 'postgres'))
}
