import type { Json } from './json.ts'
import type { RecordLevels } from './recording.ts'

/** A named upstream: where it is, which protocol it speaks, its labels. Its credential is opened by name, elsewhere. */
export interface Connection {
  readonly name: string
  readonly protocol: string
  /** Absolute http(s) URL; its path, without the last slash, goes before every request's path. */
  readonly upstream: URL
  /** Host names that mean this connection, besides the path prefix `/c/<name>`. Lower case, no port. */
  readonly hosts: readonly string[]
  readonly labels: { readonly [name: string]: Json }
  /** How much of its exchanges is recorded, unless policy says otherwise. */
  readonly record?: RecordLevels
  /** PEM: the authorities that the upstream's certificate is checked against. Absent where the system's count. */
  readonly ca?: string | undefined
}

/** What opens an upstream. Only the gateway ever sees it. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'aws'
      readonly accessKeyId: string
      readonly secretAccessKey: string
      /** Null for keys that don't end. */
      readonly sessionToken: string | null
      readonly region: string
      /** As in a signature's scope. */
      readonly service: string
    }

/** What TLS shows an upstream: a client certificate, the chain after it, and its key, in PEM. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
}

/** What stands before every path of an upstream: its own path without the last slash. */
export function basePath({ pathname }: URL): string {
  return pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
}
