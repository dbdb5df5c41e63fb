import type { Headers } from '../core/request.ts'

/** Fields in which clients of the services that Sallyport fronts carry credentials. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'api-key',
  'apikey',
  'job-token',
  'private-token',
  'deploy-token',
  'x-access-token',
  'x-amz-security-token',
  'x-api-key',
  'x-api-token',
  'x-auth-token',
  'x-gitlab-token',
  'x-goog-api-key',
  'x-registry-auth',
  'x-vault-token',
])

/** Fields by which some upstreams let a client change the method, the path or the address that were judged. */
const OVERRIDES: ReadonlySet<string> = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-uri',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
])

const PARAMETERS: ReadonlySet<string> = new Set([
  'access_token',
  'api_key',
  'apikey',
  'auth_token',
  'client_secret',
  'job_token',
  'private_token',
])

/** The fields that may go on: no credential of the client's, whoever issued it, and nothing that overrides what is judged. */
export function withoutClientCredentials(headers: Headers, sessionToken: string): Headers {
  return headers.filter(
    ([name, value]) =>
      name !== 'host' && !CREDENTIALS.has(name) && !OVERRIDES.has(name) && !value.includes(sessionToken),
  )
}

/** The query without parameters that carry credentials. */
export function queryWithoutCredentials(query: string, sessionToken: string): string {
  if (query === '') return query
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => !PARAMETERS.has(nameOf(pair)) && !pair.includes(sessionToken))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function nameOf(pair: string): string {
  const name = pair.split('=', 1)[0]!.replaceAll('+', ' ')
  try {
    return decodeURIComponent(name).toLowerCase()
  } catch {
    return name.toLowerCase()
  }
}
