import type { Identity } from '../core/approval.ts'
import type { Json, NonEmpty } from '../core/json.ts'
import type { Session } from '../core/session.ts'

/** Somebody whom the configuration names. */
export interface ConfiguredPerson {
  readonly identities: NonEmpty<Identity>
  readonly groups: readonly string[]
}

/** The groups that the configuration gives to whoever goes by any of these names. */
export function groupsOf(people: readonly ConfiguredPerson[], identities: readonly Identity[]): readonly string[] {
  const theirs = people.filter((person) => person.identities.some((it) => identities.some((other) => same(it, other))))
  return [...new Set(theirs.flatMap(({ groups }) => groups))]
}

/**
 * Every name of the people behind a session: its trigger's login at its issuer, and the address that the issuer vouches
 * for (GitLab's `user_email`; `email`, unless `email_verified` is false). Empty where its token names nobody.
 */
export function requestersOf({
  issuer,
  trust,
  claims,
}: Pick<Session, 'issuer' | 'trust' | 'claims'>): readonly Identity[] {
  const addresses = [claims.user_email, claims.email_verified === false ? undefined : claims.email].filter(isText)
  return [...(trust.actor === '' ? [] : [ciIdentity(issuer, trust.actor)]), ...new Set(addresses.map(emailIdentity))]
}

/** @param issuer its configured name */
export function ciIdentity(issuer: string, login: string): Identity {
  return { kind: 'ci', name: `${issuer} ${login.toLowerCase()}` }
}

export function emailIdentity(address: string): Identity {
  return { kind: 'email', name: address.trim().toLowerCase() }
}

function same(one: Identity, other: Identity): boolean {
  return one.kind === other.kind && one.name === other.name
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}

/** Somebody as the configuration file names them. */
export interface NamedPerson {
  readonly email: string
  /** `T012/U345`; null where it isn't said. */
  readonly slack: string | null
  /** The identity provider's URL and their `sub` there; null where it isn't said. */
  readonly login: string | null
  /** Their logins, by the configured name of the issuer. */
  readonly logins: { readonly [issuer: string]: string }
  readonly groups: readonly string[]
}

export function toPerson({ email, slack, login, logins, groups }: NamedPerson): ConfiguredPerson {
  return {
    groups,
    identities: [
      emailIdentity(email),
      ...(slack === null ? [] : [{ kind: 'slack', name: slack } as const]),
      ...(login === null ? [] : [{ kind: 'login', name: login } as const]),
      ...Object.entries(logins).map(([issuer, login]) => ciIdentity(issuer, login)),
    ],
  }
}
