import { hash, randomBytes } from 'node:crypto'
import { GatewayError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { Clock, SessionStore, StoredSession } from '../core/ports.ts'
import { type AgentMapping, claimsForPolicy, matchAgent } from './agents.ts'
import { claimOf, isKept } from './claims.ts'
import type { VerifiedToken } from './issuers.ts'
import { leaseDetails, narrowingLeases, readLeaseRequests } from './lease-request.ts'
import { refusedFor } from './refusals.ts'
import type { Sessions } from './sessions.ts'

export interface ExchangeOptions {
  readonly agents: readonly AgentMapping[]
  /** Names of the connections that there are. */
  readonly connections: readonly string[]
  /** Seconds that a session lives, and seconds to which renewals can stretch it. */
  readonly session: { readonly seconds: number; readonly maximum: number }
  readonly verify: (token: string, type: TokenType) => Promise<VerifiedToken>
  readonly store: SessionStore
  readonly sessions: Sessions
  readonly now: Clock
}

/** What is exchanged: by the last part of its URN (RFC 8693, section 3). */
export type TokenType = 'id_token' | 'saml2'

/** What `POST /oauth/token` answers with (RFC 8693, section 2.2.1). `expiresIn` is in seconds. */
export interface Exchanged {
  readonly token: string
  readonly session: StoredSession
  readonly expiresIn: number
  /** What the session is narrowed to (RFC 9396, section 7). */
  readonly details: readonly object[]
}

/** How tokens begin, so that scanners and people can tell them. */
export const TOKEN_PREFIX = 'sallyport_'

/**
 * RFC 8693 token exchange, and RFC 7522's grant: a CI job's ID token or a SAML assertion in, a short session out. Each
 * serves once.
 */
export function createExchange(options: ExchangeOptions) {
  const { store, now } = options
  return {
    /** Makes a session for the agent that the token's claims map to, narrowed to leases where some are asked for. */
    async exchange(subjectToken: string, type: TokenType = 'id_token', details?: string): Promise<Exchanged> {
      const { verified, agent } = await authenticate(options, subjectToken, type)
      const requests = details === undefined ? [] : readLeaseRequests(details, options.connections)
      const at = now()
      const until = (seconds: number) => Math.min(at + seconds * 1000, verified.sessionEnd ?? Number.POSITIVE_INFINITY)
      const expiresAt = until(options.session.seconds)
      const latestExpiry = until(options.session.maximum)
      const token = TOKEN_PREFIX + randomBytes(32).toString('base64url')
      const session: StoredSession = {
        id: newId(at),
        agent: agent.name,
        issuer: verified.issuer.name,
        subject: verified.claims.sub,
        run: runOf(verified),
        groups: agent.groups,
        claims: claimsForPolicy(verified.claims),
        trust: verified.issuer.preset.trust(verified.claims, agent.claims),
        createdAt: at,
        expiresAt,
        latestExpiry,
        endedAt: null,
        endedBecause: null,
        leases: narrowingLeases(requests, at, latestExpiry),
      }
      if (!(await store.create(session, sha256(token), claim(verified)))) throw usedAlready(verified)
      const expiresIn = Math.floor((expiresAt - at) / 1000)
      return { token, session, expiresIn, details: leaseDetails(session.leases) }
    },
    /** Extends a session against a fresh ID token of the same agent and run, up to the maximum. */
    async renew(token: string, subjectToken: string, type: TokenType = 'id_token'): Promise<Exchanged> {
      const session = await options.sessions.identify(token)
      const { verified, agent } = await authenticate(options, subjectToken, type)
      const same =
        session.run !== null &&
        session.run === runOf(verified) &&
        session.issuer === verified.issuer.name &&
        session.subject === verified.claims.sub &&
        session.agent === agent.name
      if (!same) {
        const message = 'A session is renewed only by a token of the same run.'
        const fix = 'Exchange this token for a session of its own.'
        throw refusedFor(verified.issuer.name, new GatewayError('ERR_TOKEN_RUN', message, { fix }))
      }
      const latest = Math.min(session.latestExpiry, verified.sessionEnd ?? Number.POSITIVE_INFINITY)
      const expiresAt = Math.min(now() + options.session.seconds * 1000, latest)
      if (!(await store.renew(session.id, expiresAt, claim(verified)))) throw usedAlready(verified)
      options.sessions.forget(session.id)
      const renewed = { ...session, expiresAt: Math.max(expiresAt, session.expiresAt) }
      return { token, session: renewed, expiresIn: Math.floor((renewed.expiresAt - now()) / 1000), details: [] }
    },
  }
}

async function authenticate(
  options: ExchangeOptions,
  subjectToken: string,
  type: TokenType,
): Promise<{ verified: VerifiedToken; agent: AgentMapping }> {
  const verified = await options.verify(subjectToken, type)
  try {
    return { verified, agent: matchAgent(options.agents, verified.issuer.name, verified.claims) }
  } catch (thrown) {
    throw refusedFor(verified.issuer.name, thrown)
  }
}

function claim({ once, claims }: VerifiedToken): { hash: Buffer; expiresAt: number } {
  return { hash: sha256(once), expiresAt: claims.exp * 1000 }
}

function runOf({ issuer, claims }: VerifiedToken): string | null {
  const parts = issuer.run.map((name) => claimOf(claims, name))
  // Beyond the safe ones two ids are one number.
  const isNamed = parts.every((part) => (typeof part === 'string' ? isKept(part) : Number.isSafeInteger(part)))
  if (parts.length === 0 || !isNamed) return null
  return parts.join('/')
}

function usedAlready({ issuer }: VerifiedToken): unknown {
  const message = 'The token was exchanged before; each serves once.'
  return refusedFor(
    issuer.name,
    new GatewayError('ERR_TOKEN_USED', message, { fix: 'Ask its issuer for a fresh one.' }),
  )
}

export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
