import type { Clock, IdTokenStore, SessionStore } from '../core/ports.ts'
import type { Timing } from '../core/timing.ts'
import type { AgentMapping } from './agents.ts'
import { type ConfiguredIssuer, openIssuer } from './configured.ts'
import { createExchange } from './exchange.ts'
import { createVerifier } from './issuers.ts'
import { startPurge } from './purge.ts'
import { issuerOf } from './refusals.ts'
import { createAssertionVerifier } from './saml/assertions.ts'
import { type ConfiguredProvider, openProvider } from './saml/configured.ts'
import type { Sessions } from './sessions.ts'

/** What of the configuration is about who may come in. */
export interface ConfiguredIdentity {
  readonly issuers: readonly ConfiguredIssuer[]
  readonly saml: readonly ConfiguredProvider[]
  readonly agents: readonly AgentMapping[]
  readonly session: { readonly seconds: number; readonly maximumSeconds: number }
}

export interface IdentityParts {
  readonly store: SessionStore
  readonly idTokens: IdTokenStore
  /** Names of the connections that there are. */
  readonly connections: readonly string[]
  readonly sessions: Sessions
  readonly now: Clock
  readonly timing: Timing
  /** A secret's value now. */
  readonly read: Parameters<typeof openIssuer>[1]
  /** The URL of the gateway's own token endpoint. */
  readonly endpoint: () => string
  readonly report: (error: unknown) => void
}

/** The exchange of tokens that are configured, and what keeps it in order; `close` ends that. Rejects with ERR_CONFIG. */
export async function openIdentity(
  { issuers, saml, agents, session }: ConfiguredIdentity,
  { idTokens, timing, read, endpoint, report, ...parts }: IdentityParts,
) {
  const idToken = createVerifier(
    await Promise.all(issuers.map((issuer) => openIssuer(issuer, read))),
    parts.now,
    timing,
  )
  const assertion = createAssertionVerifier(
    await Promise.all(saml.map((provider) => openProvider(provider, endpoint))),
    parts.now,
  )
  const tokens = createExchange({
    ...parts,
    agents,
    session: { seconds: session.seconds, maximum: session.maximumSeconds },
    verify: (token, type) => (type === 'saml2' ? assertion(token) : idToken(token)),
  })
  return { ...tokens, issuerOf, close: startPurge(idTokens, timing, report) }
}
