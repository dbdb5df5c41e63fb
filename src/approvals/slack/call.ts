import { webApi } from '@slack/bolt'
import type { Json } from '../../core/json.ts'
import { silent } from './silent.ts'

/** What came of a call. After `unknown` it may have been carried out, or not. */
export type Called =
  | { readonly outcome: 'ok'; readonly body: { readonly [field: string]: Json } }
  | { readonly outcome: 'limited'; readonly seconds: number }
  | { readonly outcome: 'refused' | 'unknown'; readonly error: string }

/** Calls a method of Slack's Web API, once. Never rejects. */
export type Call = (method: string, given: { readonly [name: string]: unknown }) => Promise<Called>

/** Milliseconds for Slack to answer. */
const PATIENCE = 10_000
/** Seconds to wait for where a limit doesn't say. */
const REST = 30
/** Errors after which some of it may have been carried out (Slack, "chat.postMessage", errors). */
const UNCERTAIN = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable'])

/** @param api the Web API's URL; null for Slack's own */
export function createCall(token: string, api: string | null): Call {
  const client = new webApi.WebClient(token, clientOptions(api))
  return async (method, given) => {
    try {
      return { outcome: 'ok', body: (await client.apiCall(method, { ...given })) as never }
    } catch (thrown) {
      return failed(thrown)
    }
  }
}

/** What every client of Slack's is made with: whoever retries is we, who know what may be done twice. */
export function clientOptions(api: string | null): webApi.WebClientOptions {
  return {
    ...(api === null ? {} : { slackApiUrl: api }),
    timeout: PATIENCE,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
  }
}

function failed(thrown: unknown): Called {
  if (thrown instanceof webApi.WebAPIRateLimitedError) return { outcome: 'limited', seconds: thrown.retryAfter }
  if (thrown instanceof webApi.WebAPIPlatformError) {
    const { error } = thrown.data
    if (error === 'ratelimited' || error === 'rate_limited') return { outcome: 'limited', seconds: REST }
    // A page instead of a document: something on the way spoke.
    const known = /^[a-z_]{1,80}$/.test(error)
    return known && !UNCERTAIN.has(error)
      ? { outcome: 'refused', error }
      : { outcome: 'unknown', error: known ? error : 'unreadable' }
  }
  if (thrown instanceof webApi.WebAPIHTTPError) return { outcome: 'unknown', error: `status ${thrown.statusCode}` }
  return { outcome: 'unknown', error: 'unreachable' }
}
