import type { Json } from './json.ts'

/** What an operation does to its resource; `execute` runs something, `grant` changes who may do what. */
export type Access = 'read' | 'write' | 'delete' | 'execute' | 'grant'

/** One thing that a request would do, in the protocol's own standard words. */
export interface Operation {
  /** Protocol and verb: `git.push`, `http.GET`. */
  readonly kind: string
  readonly access: Access
  /** What it would be done to: `acme/shop#refs/heads/main`, `/v1/orders`. */
  readonly resource: string
  /** Described by `policies/schemas/<protocol>.schema`. */
  readonly detail: Json
}
