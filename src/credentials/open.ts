import type { Connection, Credential } from '../core/connection.ts'
import { GatewayError } from '../core/errors.ts'
import type { OpenCertificate, OpenCredential } from '../core/ports.ts'
import { type Aws, aws } from './aws/aws.ts'
import { type CertificateFiles, clientCertificate } from './client-certificate.ts'
import { faultOf } from './fault.ts'
import { type GithubApp, githubApp } from './github-app.ts'
import { createSourceHttp } from './http.ts'
import { createKnown } from './known.ts'
import { type AzureClient, azureClient } from './oauth/azure.ts'
import { type OauthClient, oauthClient } from './oauth/client.ts'
import { type GoogleServiceAccount, googleServiceAccount } from './oauth/google.ts'
import { createSecretReader } from './secrets/read.ts'
import { createShortLived, type Fetched, type ShortLivedOptions } from './short-lived.ts'
import type { Asked, Opened, Source, Surroundings } from './source.ts'
import { type StaticSecret, staticSecret } from './static.ts'
import { createVault, type Vault } from './vault/client.ts'
import { type VaultDatabase, vaultDatabase } from './vault/database.ts'
import { createLogIn, type VaultAuth } from './vault/login.ts'

/** How a connection is opened, its secrets by reference. */
export type CredentialSource =
  | { readonly kind: 'none' }
  | StaticSecret
  | GithubApp
  | VaultDatabase
  | Aws
  | GoogleServiceAccount
  | AzureClient
  | OauthClient

/** Where Vault is, and how we prove who we are. */
export interface VaultSettings {
  readonly address: URL
  /** PEM; null where the system's authorities count. */
  readonly ca: string | null
  readonly namespace: string | null
  readonly auth: VaultAuth
}

export interface CredentialsOptions {
  /** By {@link titleOf}. */
  readonly sources: ReadonlyMap<string, CredentialSource>
  /** By connection name. */
  readonly certificates?: ReadonlyMap<string, CertificateFiles>
  readonly environment: NodeJS.ProcessEnv
  /** Variables that hold secrets of ours, which no program is given. */
  readonly hidden: ReadonlySet<string>
  readonly vault: VaultSettings | null
  readonly now: () => number
  /** Hears of each fetch; `connection` is empty for what several share. */
  readonly fetched?: (fetch: Fetched & { readonly connection: string; readonly kind: string }) => void
}

/** What one connection's source turned out to be. */
export interface CheckedCredential {
  readonly kind: CredentialSource['kind']
  /** Who the credential is upstream; null where nobody could say. */
  readonly who: string | null
  /** Milliseconds since the epoch; null where nobody knows. */
  readonly expiresAt: number | null
}

/** Credentials of the configured connections, and every value that was opened so far, to be masked wherever it shows. */
export interface Credentials {
  readonly open: OpenCredential
  readonly certificateOf: OpenCertificate
  known(): readonly string[]
  /** Opens a connection's default source, or the one of that name, and asks who that is. Rejects as `open` does. */
  check(connection: Connection, name: string | null): Promise<CheckedCredential>
  /** Gives back what sources can take back, as far as a few seconds do. Opens nothing after that. */
  close(): Promise<void>
}

/** What a source is called before what is wrong with it. */
const TITLES: { readonly [Kind in CredentialSource['kind']]: string } = {
  none: 'nothing',
  basic: 'a configured secret',
  bearer: 'a configured secret',
  header: 'a configured secret',
  github_app: 'a GitHub App',
  vault_database: "Vault's database engine",
  aws: 'AWS',
  google_service_account: 'a Google service account',
  azure_client: 'an Azure application',
  oauth_client: 'an OAuth client',
}

/** Milliseconds to ask who a credential is. */
const WHO = 15_000
/** Milliseconds to give everything back. */
const FAREWELL = 5_000
const SEE_LOG = "The gateway's log says why."
const NONE: Opened = { credential: { kind: 'none' }, expiresAt: null }

/** What a connection's default credential is called, and another of its: `forge`, `forge/reader`. */
export function titleOf(connection: string, name: string | null): string {
  return name === null ? connection : `${connection}/${name}`
}

export function createCredentials(options: CredentialsOptions): Credentials {
  const { sources: configured, environment, hidden, now, fetched = () => {} } = options
  const known = createKnown(now)
  const counted = (connection: string, kind: string) => {
    return <Ask, Value>(cached: Pick<ShortLivedOptions<Ask, Value>, 'keyOf' | 'fetch'>) =>
      createShortLived<Ask, Value>({ ...cached, now, fetched: (it) => fetched({ ...it, connection, kind }) })
  }
  const https = [createSourceHttp(), createSourceHttp(options.vault?.ca ?? null)] as const
  const reading = { environment, hidden, known, now, shortLived: counted('', 'secret') }
  // What opens Vault can't lie in Vault.
  const early = createSecretReader({ ...reading, vault: null })
  const vault =
    options.vault &&
    openVault(options.vault, early, { http: https[1], known, now, shortLived: counted('', 'vault_token') })
  const surroundings = { read: createSecretReader({ ...reading, vault }), http: https[0], known, now, vault }
  const sources = new Map(
    [...configured].map(([name, source]) => {
      return [
        name,
        { kind: source.kind, ...sourceOf(source, { ...surroundings, shortLived: counted(name, source.kind) }) },
      ]
    }),
  )

  const certificates = new Map(
    [...(options.certificates ?? [])].map(([name, files]) => [name, clientCertificate(files, surroundings)]),
  )

  const opened = async (asked: Asked, name: string | null): Promise<Opened> => {
    const { connection } = asked
    const source = sources.get(titleOf(connection.name, name))
    if (source === undefined) {
      // Never the default instead: what the policy chose may be weaker.
      if (name !== null) throw unknown(connection.name, name)
      return NONE
    }
    try {
      const it = await source.open(asked)
      known.remember(secretsOf(it.credential), it.expiresAt ?? undefined)
      return it
    } catch (cause) {
      throw unavailable(connection.name, name, source.kind, cause)
    }
  }

  return {
    known: known.values,
    open: async (connection, operations, session, name) =>
      (await opened({ connection, operations, session }, name)).credential,
    async certificateOf({ name }) {
      try {
        const certificate = (await certificates.get(name)?.()) ?? null
        if (certificate !== null) known.remember([certificate.key])
        return certificate
      } catch (cause) {
        const message = `The client certificate of the connection "${name}" ${faultOf(cause)}. Nothing was sent.`
        throw new GatewayError('ERR_CREDENTIAL_UNAVAILABLE', message, { fix: SEE_LOG, cause })
      }
    },
    async check(connection, name) {
      const asked = { connection, operations: [], session: { agent: 'sallyport', id: 'credentials-check' } }
      const it = await opened(asked, name)
      const source = sources.get(titleOf(connection.name, name))
      const kind = source?.kind ?? 'none'
      const who = source?.whoAmI?.(it, AbortSignal.timeout(WHO)) ?? null
      try {
        return { kind, who: await who, expiresAt: it.expiresAt }
      } catch (cause) {
        throw unavailable(connection.name, name, kind, cause)
      }
    },
    async close() {
      const signal = AbortSignal.timeout(FAREWELL)
      const late = new Promise((resolve) => signal.addEventListener('abort', resolve))
      const given = Promise.allSettled([...sources.values()].map((source) => source.close?.(signal)))
      await Promise.race([given.then(() => vault?.close(signal)).catch(() => {}), late])
      await Promise.all(https.map((http) => http.close()))
    },
  }
}

function openVault(
  { address, namespace, auth }: VaultSettings,
  read: Surroundings['read'],
  surroundings: Pick<Surroundings, 'http' | 'known' | 'now' | 'shortLived'>,
): Vault {
  return createVault({ address, namespace, logIn: createLogIn(auth, read, surroundings.known.mask), ...surroundings })
}

function sourceOf(source: CredentialSource, surroundings: Surroundings): Source {
  switch (source.kind) {
    case 'none':
      return { open: async () => NONE }
    case 'basic':
    case 'bearer':
    case 'header':
      return staticSecret(source, surroundings)
    case 'github_app':
      return githubApp(source, surroundings)
    case 'vault_database':
      return vaultDatabase(source, surroundings)
    case 'aws':
      return aws(source, surroundings)
    case 'google_service_account':
      return googleServiceAccount(source, surroundings)
    case 'azure_client':
      return azureClient(source, surroundings)
    case 'oauth_client':
      return oauthClient(source, surroundings)
  }
}

function unknown(connection: string, name: string): GatewayError {
  const message = `The policy names the credential "${name}", which the connection "${connection}" doesn't have; nothing was sent.`
  return new GatewayError('ERR_CREDENTIAL_UNKNOWN', message, {
    fix: `Configure it among the connection's credentials, or have the policy name another.`,
  })
}

function unavailable(
  connection: string,
  name: string | null,
  kind: CredentialSource['kind'],
  cause: unknown,
): GatewayError {
  const which = name === null ? 'The credential' : `The credential "${name}"`
  return new GatewayError(
    'ERR_CREDENTIAL_UNAVAILABLE',
    `${which} of the connection "${connection}" could not be opened: its source, ${TITLES[kind]}, ${faultOf(cause)}. Nothing was sent.`,
    { fix: SEE_LOG, cause },
  )
}

/** The values themselves, and as they stand in an Authorization header. */
function secretsOf(credential: Credential): string[] {
  switch (credential.kind) {
    case 'none':
      return []
    case 'basic':
      return [credential.password, Buffer.from(`${credential.username}:${credential.password}`).toString('base64')]
    case 'bearer':
      return [credential.token]
    case 'header':
      return [credential.value]
    case 'aws':
      return [credential.secretAccessKey, ...(credential.sessionToken === null ? [] : [credential.sessionToken])]
  }
}
