import { Readable } from 'node:stream'
import type { PeopleLogin } from '../../../src/api/people/login.ts'
import { formToken } from '../../../src/api/people/same-site.ts'
import { type PeopleOptions, peopleApp } from '../../../src/api/people.ts'
import type { Approval } from '../../../src/core/approval.ts'
import type { Login } from '../../../src/core/login.ts'
import type { PolicyStatus } from '../../../src/core/policy.ts'
import type { StoredSession } from '../../../src/core/ports.ts'
import { aLease, anAsk, aRequirement, aSession, NOON } from '../../support/rows.ts'
import { serving } from '../served.ts'

export const OPERATOR = ['operator', 'of', 'this', 'test'].join('-')
const requirements = [
  aRequirement({ from: ['leads', 'owners'] }),
  aRequirement({ from: ['owners', 'security'] }),
] as const
export const approval: Approval = {
  ...anAsk('s-1', { requirements }),
  ...{ id: 'a-1', state: 'pending', askedAt: NOON, expiresAt: NOON + 1_000, asks: 1, version: 1, votes: [] },
}

export const lease = { ...aLease({ id: 'l-1' }), session: 's-1', agent: 'shop-bot', endedBecause: null }

export const status: PolicyStatus = {
  ...{
    revision: 'r7',
    sequence: 7,
    source: 'https://bundles.test/b',
    activatedAt: NOON,
    checkedAt: NOON,
    lastError: null,
  },
}
export const change = {
  id: 1,
  at: NOON,
  kind: 'activated',
  revision: 'r7',
  sequence: 7,
  by: null,
  reason: null,
  replica: 'one',
} as const

/** Somebody's login, which lies a minute back. */
export function aLogin(name: string, changes: Partial<Login> = {}): Login {
  return {
    identities: [{ kind: 'email', name }],
    ...{ name, groups: ['leads'], door: 'web', authenticatedAt: NOON - 60_000 },
    ...{ createdAt: NOON - 60_000, expiresAt: NOON + 3_600_000, endedAt: null },
    ...{ toldAt: NOON - 60_000, renewable: false, ...changes },
  }
}

/** A login in which these tokens are somebody's; `calls` is what it was asked for besides. */
export function fakeLogin(people: { readonly [token: string]: Login }): PeopleLogin & { readonly calls: unknown[] } {
  const calls: unknown[] = []
  return {
    calls,
    identify: async (token, door) => (people[token]?.door === door ? people[token]! : null),
    current: async (token, door) => (people[token]?.door === door ? people[token]! : null),
    end: async (token) => void calls.push(['end', token]),
    async begin(to, within) {
      calls.push(['begin', to, within])
      return { location: 'https://idp.test/authorize', state: 'a-state_of/16-and-more', sealed: 'sealed' }
    },
    async finish(query, sealed) {
      calls.push(['finish', query, sealed])
      return {
        token: 'fresh',
        login: aLogin('ada@example.com', { createdAt: NOON, expiresAt: NOON + 60_000 }),
        to: '/approvals/a-1',
      }
    },
    async exchange(tokens) {
      calls.push(['exchange', tokens])
      return { token: 'fresh', login: aLogin('ada@example.com', { door: 'cli' }) }
    },
    client: async () => ({ issuer: 'https://idp.test', clientId: 'cli', scopes: ['openid', 'email'] }),
  }
}

/** What a browser that is logged in by that token sends from a page of ours. */
export function browser(token: string, form?: { readonly [field: string]: string }): RequestInit {
  const headers = { cookie: `__Host-sallyport=${token}`, accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
  if (form === undefined) return { headers, redirect: 'manual' }
  return {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, origin: 'https://gate.test', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ form: formToken(token), ...form }),
  }
}

/** The people's listener over fakes; `calls` is what it did. */
export async function start(more: Partial<PeopleOptions> = {}) {
  const calls: unknown[] = []
  const reports: unknown[] = []
  const noted = <T>(call: unknown, answer: T): T => {
    calls.push(call)
    return answer
  }
  let session: StoredSession = aSession({ id: 's-1' })
  const none = () => Promise.reject(new Error('not asked here'))
  const ask = await serving(
    peopleApp({
      operatorToken: OPERATOR,
      desk: { vote: async (id, vote) => noted(['vote', id, vote], { ...approval, state: 'approved' }) },
      approvals: {
        ...{ open: none, answered: none, changed: none, close: none, ofRun: none, vote: none, giveBack: none },
        list: async (filter) => noted(['list', filter], [approval]),
        find: async (id) => (id === 'a-1' ? approval : null),
      },
      record: {
        find: async (filter, limit) => noted(['find', filter, limit], { sessions: [session], complete: true }),
        exchanges: none,
        exchange: none,
        lines: () => Readable.from([]),
        bytes: none,
      },
      sessions: {
        ...{ create: none, renew: none, findByToken: none, standing: none, mark: none },
        list: async (limit) => noted(['sessions', limit], [session]),
        find: async (id) => (id === 's-1' ? session : null),
        async end(id, because, at) {
          calls.push(['end', id, because, at])
          session = { ...session, endedAt: at, endedBecause: because }
          return true
        },
      },
      leases: {
        list: async (filter) => noted(['leases', filter], [lease]),
        find: async (id) => (id === 'l-1' ? lease : null),
        end: async (id, because, at) => noted(['end lease', id, because, at], true),
      },
      exchanges: {
        ofSession: async (id, limit) => noted(['exchanges', id, limit], [{ target: '/a' }]),
        inputOf: async (id) => (id === 'x-1' ? { version: 1 } : null),
      },
      policy: {
        status: () => status,
        check: () => calls.push(['check']),
        changes: {
          read: async (limit) => noted(['changes', limit], { floor: 7, changes: [change] }),
          lower: async (sequence, because, at) =>
            noted(['lower', sequence, because, at], { lowered: sequence < 7, floor: Math.min(sequence, 7) }),
        },
      },
      groupsOf: (identities) => (identities.some(({ name }) => name === 'ada@example.com') ? ['owners'] : []),
      login: null,
      admins: [],
      base: () => 'https://gate.test',
      secure: true,
      tellsApart: false,
      now: () => NOON,
      report: (error) => reports.push(error),
      ...more,
    }),
  )
  const as = (token: string) => (path: string, body?: string | object) =>
    ask(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return { ask, as, operator: as(OPERATOR), calls, reports }
}
