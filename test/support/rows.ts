import { randomBytes } from 'node:crypto'
import type { Approval, Ask, Ballot, Demand, Vote, Voter } from '../../src/core/approval.ts'
import type { Judgement, Requirement } from '../../src/core/decision.ts'
import { newId } from '../../src/core/id.ts'
import type { Intent, Outcome } from '../../src/core/journal.ts'
import type { Lease } from '../../src/core/lease.ts'
import type { StoredSession } from '../../src/core/ports.ts'
import type { Recording } from '../../src/core/recording.ts'

/** A moment that tests count from, in milliseconds since the epoch. */
export const NOON = Date.UTC(2040, 0, 2, 12, 0, 0, 345)

/** A SHA-256 that nothing else has. */
export function anyHash(): Buffer {
  return randomBytes(32)
}

export function aSession(changes: Partial<StoredSession> = {}): StoredSession {
  return {
    id: newId(NOON),
    agent: 'shop-bot',
    issuer: 'ci',
    subject: 'repo:acme/shop',
    run: '77/1',
    groups: ['bots'],
    claims: { repository: 'acme/shop', nested: [1, { deep: null }] },
    trust: { event: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada', fork: false },
    createdAt: NOON,
    expiresAt: NOON + 900_001,
    latestExpiry: NOON + 3_600_002,
    endedAt: null,
    endedBecause: null,
    leases: [],
    ...changes,
  }
}

export function aLease(changes: Partial<Lease> = {}): Lease {
  return {
    id: newId(NOON),
    connections: ['shop'],
    resources: ['*'],
    operations: ['*'],
    answers: null,
    grantedAt: NOON,
    expiresAt: NOON + 600_000,
    endedAt: null,
    ...changes,
  }
}

export function aRequirement(changes: Partial<Requirement> = {}): Requirement {
  return { code: 'git/protected-branches', operation: 0, from: ['leads'], quorum: 1, seconds: 600, ...changes }
}

export function anAsk(session: string, changes: Partial<Ask> = {}): Ask {
  return {
    digest: anyHash().toString('hex'),
    session,
    agent: 'shop-bot',
    connection: 'shop',
    operations: [
      { kind: 'git.push', access: 'write', resource: 'acme/shop#refs/heads/main', detail: { force: false } },
    ],
    requirements: [aRequirement()],
    reasons: [{ code: 'git/protected-branches', message: 'main is protected.', operation: 0 }],
    origin: { repository: 'acme/shop', ref: 'refs/heads/main', event: 'push', actor: 'ada', known: true },
    requesters: [{ kind: 'ci', name: 'ci ada' }],
    ...changes,
  }
}

/** What a request of that session brings before the desk. */
export function aDemand(session: StoredSession, changes: Partial<Demand> = {}): Demand {
  const { digest, connection, operations, requirements, reasons } = anAsk(session.id)
  return { digest, session, connection, operations, requirements, reasons, ...changes }
}

export function aVoter(name: string, changes: Partial<Voter> = {}): Voter {
  return {
    identities: [{ kind: 'email', name }],
    name,
    groups: ['leads'],
    door: 'web',
    authenticatedAt: NOON,
    ...changes,
  }
}

/** A vote as it is read. */
export function aVote(person: string, changes: Partial<Vote> = {}): Vote {
  return {
    ...{ person, human: person, requester: false, groups: ['leads'], door: 'web' },
    ...{ answer: 'approve', reason: null, authenticatedAt: NOON, at: NOON, ...changes },
  }
}

/** A pending approval as it is read. */
export function anApproval(ask: Ask, changes: Partial<Approval> = {}): Approval {
  const now = { state: 'pending', askedAt: NOON, expiresAt: NOON + 600_000, asks: 1, version: 1, votes: [] } as const
  return { ...ask, id: 'a-1', ...now, ...changes }
}

export function aBallot(voter: Voter, changes: Partial<Ballot> = {}): Ballot {
  return { voter, answer: 'approve', reason: null, ...changes }
}

export function aDecision(changes: { id?: string; bundle?: string } = {}): Judgement {
  return {
    id: newId(NOON),
    bundle: 'r1',
    effect: 'mask',
    masks: [{ code: 'http/mask', header: 'x-key' }],
    reasons: [{ code: 'http/mask', message: 'Keys are masked.' }],
    counts: [],
    asked: {
      host: 'shop.test',
      labels: {},
      counters: {},
      approval: null,
      lease: null,
      at: new Date(NOON).toISOString(),
    },
    ...changes,
  }
}

export function anIntent(changes: Partial<Intent> = {}): Intent {
  return {
    exchange: newId(NOON),
    session: newId(NOON),
    connection: 'shop',
    protocol: 'http',
    method: 'POST',
    host: 'gate.test',
    target: '/orders?page=2',
    headers: [['accept', '*/*']],
    operations: [{ kind: 'http.post', access: 'write', resource: '/orders', detail: {} }],
    decisions: [aDecision()],
    at: NOON,
    uses: [],
    grants: [],
    inspectionOf: null,
    ...changes,
  }
}

export function anOutcome(exchange: string, changes: Partial<Outcome> = {}): Outcome {
  return {
    exchange,
    session: '01900000-0000-7000-8000-000000000001',
    status: 201,
    headers: [['content-type', 'text/plain']],
    recordings: [],
    bytes: 2,
    code: null,
    forwarded: true,
    at: NOON + 5,
    ...changes,
  }
}

export function aRecording(changes: Partial<Recording> = {}): Recording {
  const chunk = { sha256: 'ab'.repeat(32), bytes: 2 }
  return {
    direction: 'answer',
    bytes: 2,
    day: '2040-01-02',
    chunks: [chunk],
    leftOut: null,
    timing: [[5, 2]],
    ...changes,
  }
}
