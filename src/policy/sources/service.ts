import { Agent } from 'undici'
import { backoff, type Timing } from '../../core/timing.ts'
import { download } from './download.ts'
import type { Source } from './source.ts'

/** A service that speaks OPA's bundle service protocol, in OPA's own words. */
export interface ServiceOptions {
  /** The service's URL and the bundle's resource, joined. */
  readonly url: URL
  /** Reads the bearer token; null where the service asks for none. */
  readonly token: (() => Promise<string>) | null
  readonly minDelaySeconds: number
  readonly maxDelaySeconds: number
  /** How long the service may hold back its answer; null where it isn't to. */
  readonly longPollingTimeoutSeconds: number | null
}

/** Seconds for one request, beside what the service may hold it back. */
const PATIENCE = 120
/** Milliseconds that a long poll lasts at least: a service that doesn't hold it back would be asked without a pause. */
const SHORTEST = 1_000

/** Bundles from a service. */
export function serviceSource(options: ServiceOptions, timing: Timing): Source {
  const { url, token, minDelaySeconds: least, maxDelaySeconds: most, longPollingTimeoutSeconds: wait } = options
  const place = `${url.origin}${url.pathname}`
  const dispatcher = new Agent({ connect: { timeout: 10_000 } })
  let etag: string | null = null
  let longPolling = wait !== null
  return {
    place,
    async look(signal) {
      const asked = new AbortController()
      const late = new AbortController()
      const seconds = PATIENCE + (longPolling ? wait! : 0)
      void timing.sleep(seconds * 1000, asked.signal).then(() => {
        late.abort(new Error(`didn't send a bundle within ${seconds} seconds`))
      })
      try {
        const answer = await download(url.href, {
          place,
          headers: {
            'user-agent': 'sallyport',
            // OPA's order, and its semicolon: some services look for exactly that.
            prefer: longPolling ? `modes=snapshot;wait=${wait}` : 'modes=snapshot',
            ...(etag === null ? {} : { 'if-none-match': etag }),
            ...(token === null ? {} : { authorization: `Bearer ${await token()}` }),
          },
          dispatcher,
          signal: AbortSignal.any([signal, late.signal]),
        })
        if (answer.archive === null) return null
        longPolling = wait !== null && answer.longPolling
        return answer
      } finally {
        asked.abort()
      }
    },
    activated(offer) {
      etag = offer.etag
    },
    delay(failures, took) {
      if (failures > 0) return backoff(failures, most * 1000, timing.random)
      if (longPolling) return Math.max(0, SHORTEST - took)
      return (least + timing.random() * (most - least)) * 1000
    },
    close: () => dispatcher.destroy(),
  }
}
