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
  const mailboxes = [...new Set(addresses.map((address) => emailIdentity(address).name))]
  return withMailboxes([
    ...(trust.actor === '' ? [] : [ciIdentity(issuer, trust.actor)]),
    ...mailboxes.map(emailIdentity),
  ])
}

/** @param issuer its configured name */
export function ciIdentity(issuer: string, login: string): Identity {
  return { kind: 'ci', name: `${issuer} ${login.toLowerCase()}` }
}

export function emailIdentity(address: string): Identity {
  return { kind: 'email', name: address.trim().toLowerCase() }
}

/**
 * The identities, and the mailbox behind each address that can be written in more ways than one (RFC 5233's `+detail`,
 * Gmail's dots, Unicode's forms): whoever reads it can have any of them verified, and is still one person. It tells people
 * apart, and puts nobody into a group.
 */
export function withMailboxes<Some extends readonly Identity[]>(identities: Some): Some {
  const mailboxes = identities.flatMap(({ kind, name }) => (kind === 'email' ? [mailboxOf(name)] : []))
  const known = new Set(identities.flatMap(({ kind, name }) => (kind === 'email' ? [name] : [])))
  const others = [...new Set(mailboxes)].filter((name) => !known.has(name))
  return [...identities, ...others.map((name) => ({ kind: 'email', name }))] as readonly Identity[] as Some
}

function mailboxOf(address: string): string {
  const normal = address.normalize('NFKC').toLowerCase()
  const at = normal.lastIndexOf('@')
  const [user, domain] = [normal.slice(0, at).replace(/(?<=.)\+.*$/, ''), normal.slice(at + 1)]
  return domain === 'gmail.com' || domain === 'googlemail.com'
    ? `${user.replaceAll('.', '')}@gmail.com`
    : `${user}@${domain}`
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
