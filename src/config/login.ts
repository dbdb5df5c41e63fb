import { resolve } from 'node:path'
import { z } from 'zod'
import { isLoopback, parseAddress } from './address.ts'
import type { At } from './at.ts'
import { fields, seconds, secret, text, url, word } from './fields.ts'
import type { Finding } from './problem.ts'
import { parseReference, type Reference } from './reference.ts'

/** How people log in, as it is written. */
export const login = fields({
  issuer: url(['https:', 'http:']),
  client_id: word,
  client_secret: secret.optional(),
  cli_client_id: word.optional(),
  ca: word.optional(),
  groups_claim: word.default('groups'),
  // RFC 6749, section 3.3.
  scopes: z
    .array(text((value) => /^[!#-[\]-~]+$/.test(value), 'must be a scope, without spaces'))
    .default(['openid', 'email', 'profile']),
  groups: z.record(z.string(), word).optional(),
  session_seconds: seconds(60).default(28_800),
  admins: z.array(word).default([]),
})

/** Where people log in, and what they are then. */
export interface ConfiguredLogin {
  readonly issuer: string
  readonly clientId: string
  /** Null for a public client. */
  readonly clientSecret: Reference | null
  /** The client that `sallyport login` is; it has no secret. */
  readonly cliClientId: string
  /** Absolute path of PEM; null where the system's authorities count. */
  readonly caFile: string | null
  /** A claim's name, or a JSON Pointer to it. */
  readonly groupsClaim: string
  readonly scopes: readonly string[]
  /** Policy's groups by what the identity provider calls them, and no other; null where both say the same. */
  readonly groups: { readonly [value: string]: string } | null
  readonly sessionSeconds: number
  /** Groups whose members see and end sessions, leases and policy. */
  readonly admins: readonly string[]
}

/** The same as it is meant. Paths are from `folder` on. */
export function toLogin(settings: z.infer<typeof login>, folder: string): ConfiguredLogin {
  const { client_secret: clientSecret, ca } = settings
  return {
    issuer: settings.issuer,
    clientId: settings.client_id,
    clientSecret: clientSecret === undefined ? null : parseReference(clientSecret, folder),
    cliClientId: settings.cli_client_id ?? settings.client_id,
    caFile: ca === undefined ? null : resolve(folder, ca),
    groupsClaim: settings.groups_claim,
    scopes: settings.scopes,
    groups: settings.groups ?? null,
    sessionSeconds: settings.session_seconds,
    admins: settings.admins,
  }
}

/** What is wrong with it that no field of it alone can tell. */
export function* checkLogin(root: At): Iterable<Finding> {
  const section = root.get('login')
  if (section.value === undefined) return
  const [issuer, ca, scopes] = [section.get('issuer'), section.get('ca'), section.get('scopes')]
  if (scopes.items.length > 0 && !scopes.items.some(({ value }) => value === 'openid'))
    yield scopes.says('must have openid among them')
  const at = parsed(issuer)
  if (at?.protocol === 'http:') {
    if (ca.value !== undefined) yield ca.says('is for an issuer that speaks TLS')
    if (!isLocal(at) || root.get('mode').value !== 'development')
      yield issuer.says('must be https://: http:// is only for mode: development, and a loopback address')
  }
  const address = root.get('approvals').get('url')
  const people = parseAddress(root.get('listen').get('people').get('address').text ?? '')
  if (address.value === undefined && people !== null && !isLoopback(people.host))
    yield address.says('is missing: people who log in are sent back there')
  const back = parsed(address)
  if (back?.protocol === 'http:' && !isLocal(back))
    yield address.says('must be https:// where people log in: their cookies go there')
}

function parsed({ text }: At): URL | null {
  return text !== undefined && URL.canParse(text) ? new URL(text) : null
}

function isLocal({ hostname }: URL): boolean {
  return isLoopback(hostname.replace(/^\[|\]$/g, ''))
}
