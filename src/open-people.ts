import type { DatabasePool } from 'slonik'
import { type PeopleOptions, peopleApp } from './api/people.ts'
import type { Config } from './config/config.ts'
import type { Reference } from './config/reference.ts'
import { realTiming } from './core/timing.ts'
import { openLogin } from './identity/people/open.ts'
import { createKeyStore } from './store/keys.ts'
import { createLoginStore } from './store/logins.ts'

/** What the people's listener needs besides its configuration. */
export interface PeopleParts extends Omit<PeopleOptions, 'login' | 'admins' | 'secure' | 'now'> {
  readonly pool: DatabasePool
  /** A secret's value now. */
  readonly read: (reference: Reference) => Promise<string>
}

/** The people's listener, with their login where one is configured. */
export async function openPeople({ login, approvals, listen }: Config, { pool, read, ...parts }: PeopleParts) {
  const now = Date.now
  const opened =
    login &&
    (await openLogin(login, {
      store: createLoginStore(pool),
      key: await createKeyStore(pool).keyOf('login'),
      base: parts.base,
      ...{ read, now, timing: realTiming },
    }))
  return peopleApp({
    ...parts,
    login: opened,
    admins: login?.admins ?? [],
    secure: approvals.url?.startsWith('https:') ?? listen.people.tls !== null,
    now,
  })
}
