import type { Connection } from '../core/connection.ts'

/** What a client may know of the gateway before it has a session: `GET /.well-known/sallyport`. No secrets. */
export interface Discovery {
  /** Null where there is no forward proxy. */
  readonly proxy: { readonly port: number; readonly tls: boolean } | null
  /** What ID tokens must be for, to be exchanged here. */
  readonly audiences: readonly string[]
  /** Where people see a session, before its id. */
  readonly sessions: string
  readonly connections: readonly {
    readonly name: string
    readonly protocol: string
    readonly hosts: readonly string[]
    /** Origin and path, without a last slash. */
    readonly upstream: string
  }[]
}

/** @param known `proxy` and `people` are the listeners' URLs, the people's as people know it */
export function discovery(known: {
  readonly proxy: string | null
  readonly people: string
  readonly audiences: readonly string[]
  readonly connections: readonly Connection[]
}): Discovery {
  const proxy = known.proxy === null ? null : new URL(known.proxy)
  return {
    proxy: proxy && {
      port: Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80)),
      tls: proxy.protocol === 'https:',
    },
    audiences: [...new Set(known.audiences)],
    sessions: `${known.people}/sessions/`,
    connections: known.connections.map(({ name, protocol, hosts, upstream }) => ({
      ...{ name, protocol, hosts },
      upstream: `${upstream.origin}${upstream.pathname.replace(/\/$/, '')}`,
    })),
  }
}
