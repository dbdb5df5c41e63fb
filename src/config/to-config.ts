import { resolve } from 'node:path'
import { parseAddress } from './address.ts'
import type { Config, ConfiguredDecisionLog, ConfiguredPolicy, Listener, PlacedReference } from './config.ts'
import { toCredential, toVault } from './credential.ts'
import { toLogin } from './login.ts'
import { parseReference, type Reference } from './reference.ts'
import type { Settings } from './schema.ts'

/** The configuration that valid settings mean. Paths are from `folder` on. */
export function toConfig(settings: Settings, folder: string, references: readonly PlacedReference[]): Config {
  const secret = (text: string) => parseReference(text, folder)!
  const certified = (files: Settings['certificate_authority']) =>
    files === undefined ? null : { cert: resolve(folder, files.cert), key: resolve(folder, files.key) }
  const listener = (at: Settings['listen']['agents']): Listener => {
    return { address: parseAddress(at.address)!, tls: certified(at.tls), behindTls: at.behind_tls ?? [] }
  }
  const { store, session, approvals, limits, recordings } = settings
  return {
    listen: {
      agents: listener(settings.listen.agents),
      people: listener(settings.listen.people),
      status: { address: parseAddress(settings.listen.status.address)! },
      proxy: settings.listen.proxy === undefined ? null : listener(settings.listen.proxy),
    },
    certificateAuthority: certified(settings.certificate_authority),
    dataDirectory: resolve(folder, settings.data_directory),
    store: store === 'embedded' ? { kind: 'embedded' } : { kind: 'url', url: secret(store.url) },
    policy: toPolicy(settings.policy, folder),
    session: { seconds: session.seconds, maximumSeconds: session.maximum_seconds },
    approvals: {
      waitSeconds: approvals.wait_seconds,
      inlineSeconds: approvals.inline_seconds,
      url: approvals.url?.replace(/\/$/, '') ?? null,
    },
    recordings: { headBytes: recordings.head_bytes, fullBytes: recordings.full_bytes, days: recordings.days },
    limits: {
      spoolBytes: limits.spool_bytes,
      sessionSpoolBytes: limits.session_spool_bytes,
      mirrorBytes: limits.mirror_bytes,
      inspectionSeconds: limits.inspection_seconds,
      journalEntries: limits.journal_entries,
      journalBytes: limits.journal_bytes,
      holds: limits.holds,
      sessionHolds: limits.session_holds,
    },
    journal: {
      signingKey: settings.journal.signing_key === undefined ? null : secret(settings.journal.signing_key),
      anchors: settings.journal.anchors.map(({ file, url }) =>
        file === undefined ? { kind: 'url', url: url! } : { kind: 'file', path: resolve(folder, file) },
      ),
    },
    honeytokens: settings.honeytokens ?? null,
    login: settings.login === undefined ? null : toLogin(settings.login, folder),
    mode: settings.mode,
    issuers: settings.issuers.map(({ name, preset, issuer, audience, algorithms, run, ca, credential: reads }) => ({
      name,
      preset: preset ?? null,
      issuer: issuer ?? null,
      audience,
      algorithms: algorithms ?? null,
      run: run ?? null,
      caFile: ca === undefined ? null : resolve(folder, ca),
      bearer: reads === undefined ? null : secret(reads.bearer),
    })),
    saml: settings.saml.map(({ entity_id: entityId, certificates, recipient, ...provider }) => ({
      ...provider,
      entityId,
      certificates: certificates.map((path) => resolve(folder, path)),
      recipient: recipient ?? null,
    })),
    agents: settings.agents.map((agent) => ({
      ...agent,
      claims: Object.fromEntries(Object.entries(agent.claims).map(([claim, patterns]) => [claim, [patterns].flat()])),
    })),
    slack: settings.slack === undefined ? null : toSlack(settings.slack, secret),
    people: settings.people.map(({ sub, slack = null, ...person }) => ({
      ...person,
      slack,
      login: sub === undefined ? null : `${settings.login!.issuer} ${sub}`,
    })),
    vault: settings.vault === undefined ? null : toVault(settings.vault, folder),
    connections: settings.connections.map(({ ca, client_certificate: shown, recordings: own, ...connection }) => ({
      ...connection,
      record: { request: own.request ?? recordings.request, answer: own.answer ?? recordings.answer },
      keptDays: own.legal_hold ? null : (own.days ?? recordings.days),
      caFile: ca === undefined ? null : resolve(folder, ca),
      clientCertificate: certified(shown),
      upstream: new URL(connection.upstream),
      credential: toCredential(connection.credential, folder),
      credentials: Object.fromEntries(
        Object.entries(connection.credentials).map(([name, other]) => [name, toCredential(other, folder)]),
      ),
    })),
    references,
  }
}

function toSlack(
  { bot_token: botToken, signing_secret: signing, app_token: app, api, ...rest }: NonNullable<Settings['slack']>,
  secret: (text: string) => Reference,
): Config['slack'] {
  return {
    ...rest,
    botToken: secret(botToken),
    mode:
      signing === undefined
        ? { kind: 'socket', appToken: secret(app!) }
        : { kind: 'http', signingSecret: secret(signing) },
    api: api ?? null,
  }
}

/** Where policy comes from, as the valid section of the settings says it. */
export function toPolicy(
  { bundle, service, verification, decision_log: decisionLog }: Settings['policy'],
  folder: string,
): ConfiguredPolicy {
  const secret = (text: string) => parseReference(text, folder)!
  return {
    source: service === undefined ? { kind: 'file', path: resolve(folder, bundle!) } : toService(service, secret),
    verification:
      verification === undefined
        ? null
        : {
            key: secret(verification.key),
            algorithm: verification.algorithm,
            keyId: verification.key_id ?? null,
            scope: verification.scope ?? null,
          },
    decisionLog: decisionLog === undefined ? null : toDecisionLog(decisionLog, folder),
  }
}

function toDecisionLog(
  { file, service, reporting }: NonNullable<Settings['policy']['decision_log']>,
  folder: string,
): ConfiguredDecisionLog {
  const to = (): ConfiguredDecisionLog['to'] => {
    if (file !== undefined) return { kind: 'file', path: resolve(folder, file) }
    if (service === undefined) return { kind: 'stdout' }
    const { url, resource, credential } = service
    const token = credential === undefined ? null : parseReference(credential.bearer, folder)!
    return { kind: 'service', url: joined(url, resource), token }
  }
  return {
    to: to(),
    bufferSizeLimitBytes: reporting.buffer_size_limit_bytes,
    uploadSizeLimitBytes: reporting.upload_size_limit_bytes,
    minDelaySeconds: reporting.min_delay_seconds,
    maxDelaySeconds: reporting.max_delay_seconds,
  }
}

function toService(
  { url, resource, credential, polling }: NonNullable<Settings['policy']['service']>,
  secret: (text: string) => Reference,
): ConfiguredPolicy['source'] {
  return {
    kind: 'service',
    url: joined(url, resource),
    token: credential === undefined ? null : secret(credential.bearer),
    minDelaySeconds: polling.min_delay_seconds,
    maxDelaySeconds: polling.max_delay_seconds,
    longPollingTimeoutSeconds: polling.long_polling_timeout_seconds ?? null,
  }
}

/** As OPA joins them: by one slash. */
function joined(url: string, resource: string): URL {
  return new URL(`${url.replace(/\/+$/, '')}/${resource.replace(/^\/+/, '')}`)
}
