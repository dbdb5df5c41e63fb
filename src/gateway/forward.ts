import { Pool } from 'undici'
import { dispatch, type Forward, type Sink } from './dispatch.ts'

export type { Control, Forward, Sink } from './dispatch.ts'

/** How long an upstream may take, in milliseconds; zero is for ever. */
export interface ForwarderOptions {
  /** To accept a connection. Default: 10,000. */
  readonly connectTimeout?: number
  /** To begin its answer, once the request is sent. Default: 600,000, for a server may work on a push for minutes. */
  readonly headersTimeout?: number
  /** Between two pieces of its answer. Default: 3,600,000, for a watch may be silent for long. */
  readonly bodyTimeout?: number
}

export interface Forwarder {
  /**
   * Sends one request, once: nothing is tried again. Resolves after {@link Sink.end}. Rejects with
   * ERR_UPSTREAM_UNREACHABLE if no byte of the request had been sent, with ERR_UPSTREAM_BROKEN after that.
   */
  send(forward: Forward, sink: Sink): Promise<void>
  /** Cuts what is still under way, and closes the connections. */
  close(): Promise<void>
}

/** One pool of kept-alive HTTP/1.1 connections an upstream origin, what it is trusted by, and what it is shown. */
export function createForwarder(options: ForwarderOptions = {}): Forwarder {
  const pools = new Map<string, Pool>()

  /** By connection, the pool that shows its certificate. */
  const showing = new Map<string, string>()
  const retired = new Set<Pool>()

  function poolOf({ connection: { name, upstream, ca }, certificate }: Forward): Pool {
    const { origin } = upstream
    // Two connections to one origin may trust it by different authorities, and show it different certificates.
    const shown = certificate === undefined ? [] : [name, certificate.cert, certificate.key]
    const key = [origin, ca ?? '', ...shown].join(' ')
    if (certificate !== undefined) retire(name, key)
    const known = pools.get(key)
    if (known !== undefined) return known
    const pool = new Pool(origin, {
      allowH2: false,
      connect: { ...(ca === undefined ? {} : { ca }), ...certificate },
      connectTimeout: options.connectTimeout ?? 10_000,
      headersTimeout: options.headersTimeout ?? 600_000,
      bodyTimeout: options.bodyTimeout ?? 3_600_000,
    })
    pools.set(key, pool)
    return pool
  }

  /** What an older certificate opened carries what is under way, and nothing more. */
  function retire(name: string, key: string): void {
    const before = showing.get(name)
    showing.set(name, key)
    const old = before === undefined || before === key ? undefined : pools.get(before)
    if (old === undefined) return
    pools.delete(before!)
    retired.add(old)
    old
      .close()
      .catch(() => {})
      .finally(() => retired.delete(old))
  }

  return {
    send: (forward, sink) => dispatch(poolOf(forward), forward, sink),
    async close() {
      await Promise.all([...pools.values(), ...retired].map((pool) => pool.destroy()))
    },
  }
}
