import type { Connection } from '../core/connection.ts'
import type { HoneytokenKind } from '../core/honeytoken.ts'
import type { RecordLevels } from '../core/recording.ts'
import type { Address } from './address.ts'
import type { ConfiguredCredential, ConfiguredVault } from './configured-credential.ts'
import type { ConfiguredLogin } from './login.ts'
import type { Reference } from './reference.ts'

export type { ConfiguredCredential, ConfiguredVault } from './configured-credential.ts'

/** Something outside the file that a field points to: a secret, a file, or where bundles come from. */
export interface OutsideReference {
  readonly from: Reference['from'] | 'bundle' | 'service'
  readonly name: string
}

/** Such a reference, and where its field is. */
export interface PlacedReference extends OutsideReference {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly path: string
}

/** A certificate and its key: absolute paths of PEM files. */
export interface CertifiedFiles {
  readonly cert: string
  readonly key: string
}

/** Where agents or people come in. */
export interface Listener {
  readonly address: Address
  /** Absolute paths of PEM files. */
  readonly tls: CertifiedFiles | null
  /** Networks of the proxies that end TLS; empty where there are none. */
  readonly behindTls: readonly string[]
}

/** Where policy comes from, and how it is verified. */
export interface ConfiguredPolicy {
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    | {
        readonly kind: 'service'
        /** The service's URL and the bundle's resource, joined. */
        readonly url: URL
        readonly token: Reference | null
        readonly minDelaySeconds: number
        readonly maxDelaySeconds: number
        readonly longPollingTimeoutSeconds: number | null
      }
  readonly verification: {
    readonly key: Reference
    readonly algorithm: string
    readonly keyId: string | null
    readonly scope: string | null
  } | null
  readonly decisionLog: ConfiguredDecisionLog | null
}

/** The Slack workspace in which people are asked. */
export interface ConfiguredSlack {
  readonly botToken: Reference
  /** How Slack's deliveries come in: over HTTP, signed, or through Socket Mode. */
  readonly mode:
    | { readonly kind: 'http'; readonly signingSecret: Reference }
    | { readonly kind: 'socket'; readonly appToken: Reference }
  readonly team: string
  /** Where people are asked, unless policy names another of `channels`. */
  readonly channel: string
  readonly channels: readonly string[]
  /** The user group of each of policy's groups, by Slack's ID. */
  readonly groups: { readonly [group: string]: string }
  /** The Web API's URL; null for Slack's own. */
  readonly api: string | null
}

/** A connection, and what opens it. */
export interface ConfiguredConnection extends Omit<Connection, 'ca' | 'record'> {
  readonly record: RecordLevels
  /** Days for which recordings are kept; null for as long as there is a legal hold. */
  readonly keptDays: number | null
  readonly credential: ConfiguredCredential
  /** What TLS shows the upstream; null where nothing. */
  readonly clientCertificate: CertifiedFiles | null
  /** Those that policy may name instead. */
  readonly credentials: { readonly [name: string]: ConfiguredCredential }
  /** Absolute path of PEM; null where the system's authorities count. */
  readonly caFile: string | null
}

/** Where decisions are logged, and how much of them waits for how long. */
export interface ConfiguredDecisionLog {
  readonly to:
    | { readonly kind: 'stdout' }
    | { readonly kind: 'file'; readonly path: string }
    /** The service's URL and the resource, joined. */
    | { readonly kind: 'service'; readonly url: URL; readonly token: Reference | null }
  readonly bufferSizeLimitBytes: number
  readonly uploadSizeLimitBytes: number
  readonly minDelaySeconds: number
  readonly maxDelaySeconds: number
}

/** A valid configuration, its defaults filled in. Every path is absolute. */
export interface Config {
  readonly listen: {
    readonly agents: Listener
    readonly people: Listener
    readonly status: { readonly address: Address }
    /** Null where there is no forward proxy. */
    readonly proxy: Listener | null
  }
  /** What signs certificates for intercepted hosts; null where the gateway makes its own. */
  readonly certificateAuthority: CertifiedFiles | null
  /** Holds the operator's token, the embedded database, the spool and the last good bundle. */
  readonly dataDirectory: string
  readonly store: { readonly kind: 'embedded' } | { readonly kind: 'url'; readonly url: Reference }
  readonly policy: ConfiguredPolicy
  readonly session: { readonly seconds: number; readonly maximumSeconds: number }
  /** How long a client waits for people: one that can't be kept alive, and one that can. */
  readonly approvals: {
    readonly waitSeconds: number
    readonly inlineSeconds: number
    /** The people's listener as people know it, without a last slash; null where that is its own address. */
    readonly url: string | null
  }
  readonly recordings: {
    /** Bytes that are kept of a direction at the levels head and full. */
    readonly headBytes: number
    readonly fullBytes: number
    /** How long they are kept, unless a connection says otherwise. */
    readonly days: number
  }
  readonly limits: {
    readonly spoolBytes: number
    readonly sessionSpoolBytes: number
    readonly mirrorBytes: number
    readonly inspectionSeconds: number
    /** Entries, and their bytes, that may wait in memory for the database. */
    readonly journalEntries: number
    readonly journalBytes: number
    /** Requests that may wait for people at once, in all and of one session. */
    readonly holds: number
    readonly sessionHolds: number
  }
  readonly journal: {
    /** Null where a key is made in the data directory. */
    readonly signingKey: Reference | null
    /** Where checkpoints are kept outside the database; paths are absolute. */
    readonly anchors: readonly (
      | { readonly kind: 'file'; readonly path: string }
      | { readonly kind: 'url'; readonly url: string }
    )[]
  }
  /** Null where sessions are handed none. */
  readonly honeytokens: {
    /** Whether a session ends whose honeytoken was seen. */
    readonly revoke: boolean
    readonly variables: { readonly [variable: string]: HoneytokenKind }
  } | null
  /** Null where nobody logs in, and the operator's token alone opens the people's listener. */
  readonly login: ConfiguredLogin | null
  readonly mode: 'production' | 'development'
  readonly issuers: readonly {
    readonly name: string
    /** Null, like what follows, where the file says nothing of it: the preset does. */
    readonly preset: string | null
    readonly issuer: string | null
    readonly audience: string
    readonly algorithms: readonly string[] | null
    readonly run: readonly string[] | null
    /** Absolute path of PEM; null where the system's authorities count. */
    readonly caFile: string | null
    /** What its own metadata are read with. */
    readonly bearer: Reference | null
  }[]
  /** Identity providers that have no OpenID Connect. */
  readonly saml: readonly {
    readonly name: string
    readonly entityId: string
    /** Absolute paths of PEM files. */
    readonly certificates: readonly string[]
    readonly audience: string
    /** Null where that is the agents' listener's own token endpoint. */
    readonly recipient: string | null
    readonly run: readonly string[]
  }[]
  readonly agents: readonly {
    readonly name: string
    readonly issuer: string
    readonly claims: { readonly [claim: string]: readonly string[] }
    readonly groups: readonly string[]
  }[]
  /** Who is who: an address, a Slack team and member ID, what people's login knows them by, and their logins by issuer. */
  readonly people: readonly {
    readonly email: string
    readonly slack: string | null
    /** The issuer's URL and the `sub` there. */
    readonly login: string | null
    readonly logins: { readonly [issuer: string]: string }
    readonly groups: readonly string[]
  }[]
  /** Null where nobody is asked in Slack. */
  readonly slack: ConfiguredSlack | null
  /** Null where none is configured. */
  readonly vault: ConfiguredVault | null
  readonly connections: readonly ConfiguredConnection[]
  /** Everything outside the file that it points to, for `checkReferences`. */
  readonly references: readonly PlacedReference[]
}
