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

/** Fields by which a client that is trusted acts as somebody else: with the gate's credential, the agent would be. */
const IDENTITIES: ReadonlySet<string> = new Set([
  'remote-user',
  'sudo',
  'x-authenticated-user',
  'x-real-user',
  'x-remote-user',
  'x-user',
  'x-webauth-user',
])

/** Fields by which some upstreams let a client change the method, the path or the address that were judged. */
const OVERRIDES: ReadonlySet<string> = new Set([
  'forwarded',
  'x-client-ip',
  'x-host',
  'x-http-host-override',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-host',
  'x-original-method',
  'x-original-uri',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
])

/** How more names of such fields begin. */
const FAMILIES = /^(?:impersonate-|x-auth-request-|x-forwarded-|x-remote-)/

/** The same in a query: credentials, another's name, another method. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'access_token',
  'api_key',
  'apikey',
  'auth_token',
  'client_secret',
  'job_token',
  'private_token',
  'sudo',
  '_method',
  'x-http-method-override',
])

/** The fields that may go on: no credential of the client's, whoever issued it, and nothing that overrides what is judged. */
export function withoutClientCredentials(headers: Headers, sessionToken: string): Headers {
  return headers.filter(([field, value]) => {
    // Many upstreams (CGI, WSGI) don't tell the two apart.
    const name = field.replaceAll('_', '-')
    const dropped = CREDENTIALS.has(name) || IDENTITIES.has(name) || OVERRIDES.has(name) || FAMILIES.test(name)
    return name !== 'host' && !dropped && !value.includes(sessionToken)
  })
}

/** The query without parameters that carry credentials, or override what is judged. */
export function queryWithoutCredentials(query: string, sessionToken: string): string {
  if (query === '') return query
  const kept = query
    .slice(1)
    .split('&')
    // To some upstreams a semicolon is an ampersand.
    .filter((pair) => !pair.split(';').some((part) => PARAMETERS.has(nameOf(part))))
    .filter((pair) => !decoded(pair).includes(sessionToken))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function nameOf(pair: string): string {
  // Ruby and PHP take `name[]`, too, for the name.
  return decoded(pair.split('=', 1)[0]!).replace(/\[.*/s, '').toLowerCase()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
