import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { DecisionLogObserver } from '../core/decision-log.ts'
import type { GatewayError } from '../core/errors.ts'
import type { BundleName } from '../core/policy.ts'
import { type JournalMetrics, type JournalState, journalMetrics } from './journal-metrics.ts'
import { type SlackMetrics, slackMetrics } from './slack-metrics.ts'

/** Prometheus metrics of one gateway. Names and labels are stable. */
export interface Metrics {
  readonly registry: Registry
  finished(exchange: {
    connection: string
    effect: string
    rules: readonly string[]
    code: string
    status: number
    seconds: number
  }): void
  held(change: 1 | -1): void
  /** `issuer` by its configured name; empty where a token's isn't known. */
  exchanged(code: string, issuer: string): void
  readonly decisions: DecisionLogObserver['counted']
  credentialFetched(fetch: {
    connection: string
    kind: string
    seconds: number
    /** Null where it failed. */
    expiresAt: number | null
  }): void
  readonly approvals: {
    asked(): void
    closed(state: string, seconds: number | null): void
    voted(vote: { person: string; answer: string; door: string; seconds: number }): void
  }
  readonly slack: SlackMetrics
  readonly journal: JournalMetrics
  honeytokenSeen(honeytoken: string, place: string): void
  readonly policy: {
    activated(bundle: BundleName & { readonly at: number }): void
    /** A bundle was not put in force. */
    refused(error: GatewayError): void
    /** The source of bundles was of no use. */
    failed(error: GatewayError): void
  }
}

/** @param journal asked at each scrape */
export function createMetrics(journal: () => JournalState, now: () => number = Date.now): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'sallyport_requests_total',
    help: "Requests by connection, the policy's effect, and the error code of those refused or failed.",
    labelNames: ['connection', 'effect', 'code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'sallyport_request_seconds',
    help: 'Seconds from the first byte of a request to the last of its answer, by connection and effect.',
    labelNames: ['connection', 'effect'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    registers,
  })
  const reasons = new Counter({
    name: 'sallyport_decision_reasons_total',
    help: "Requests by each rule that had a say in their last decision, and that decision's effect.",
    labelNames: ['effect', 'code'],
    registers,
  })
  const holds = new Gauge({ name: 'sallyport_holds', help: 'Requests that wait for people now.', registers })
  const tokens = new Counter({
    name: 'sallyport_token_exchanges_total',
    help: 'Token exchanges by error code, empty for those that made or renewed a session, and by issuer.',
    labelNames: ['code', 'issuer'],
    registers,
  })
  const decisions = new Counter({
    name: 'sallyport_decision_log_events_total',
    help: 'Events of the decision log by what became of them.',
    labelNames: ['outcome'],
    registers,
  })
  const honeytokens = new Counter({
    name: 'sallyport_honeytokens_seen_total',
    help: 'Honeytokens that were seen, by name, and by place: target, header, body, push, message or answer.',
    labelNames: ['honeytoken', 'place'],
    registers,
  })
  return {
    registry,
    finished({ connection, effect, rules, code, seconds: took }) {
      requests.inc({ connection, effect, code })
      for (const rule of rules) reasons.inc({ effect, code: rule })
      seconds.observe({ connection, effect }, took)
    },
    held: (change) => holds.inc(change),
    exchanged: (code, issuer) => tokens.inc({ code, issuer }),
    decisions: (outcome, events) => decisions.inc({ outcome }, events),
    credentialFetched: credentialMetrics(registers),
    approvals: approvalMetrics(registers),
    slack: slackMetrics(registers),
    journal: journalMetrics(registers, journal, now),
    honeytokenSeen: (honeytoken, place) => honeytokens.inc({ honeytoken, place }),
    policy: policyMetrics(registers),
  }
}

/** Whether people answer, how soon, and whether somebody answers without looking. */
function approvalMetrics(registers: Registry[]): Metrics['approvals'] {
  const approvals = new Counter({
    name: 'sallyport_approvals_total',
    help: 'Approvals by what became of them: asked, approved, denied, expired (unanswered), lapsed (approved, but not used).',
    labelNames: ['state'],
    registers,
  })
  const seconds = new Histogram({
    name: 'sallyport_approval_seconds',
    help: 'Seconds from the asking until people had approved or denied.',
    labelNames: ['state'],
    buckets: [2, 5, 15, 60, 300, 1_800, 14_400],
    registers,
  })
  const votes = new Histogram({
    name: 'sallyport_approver_vote_seconds',
    help: 'Seconds from the asking until one person answered, by who, what and through which door.',
    labelNames: ['person', 'answer', 'door'],
    buckets: [2, 5, 15, 60, 300, 1_800, 14_400],
    registers,
  })
  return {
    asked: () => approvals.inc({ state: 'asked' }),
    closed(state, took) {
      approvals.inc({ state })
      if (took !== null) seconds.observe({ state }, took)
    },
    voted: ({ person, answer, door, seconds: took }) => votes.observe({ person, answer, door }, took),
  }
}

function credentialMetrics(registers: Registry[]): Metrics['credentialFetched'] {
  const fetches = new Counter({
    name: 'sallyport_credential_fetches_total',
    help: 'Credentials asked of their sources, by connection (empty for what several share), kind and outcome.',
    labelNames: ['connection', 'kind', 'outcome'],
    registers,
  })
  const seconds = new Histogram({
    name: 'sallyport_credential_fetch_seconds',
    help: 'Seconds that a source took for a credential, or to fail.',
    labelNames: ['connection', 'kind'],
    buckets: [0.02, 0.1, 0.5, 2, 5, 15],
    registers,
  })
  const expiry = new Gauge({
    name: 'sallyport_credential_expiry_seconds',
    help: 'When the credential that was fetched last ends, in seconds since the epoch.',
    labelNames: ['connection', 'kind'],
    registers,
  })
  return ({ connection, kind, seconds: took, expiresAt }) => {
    fetches.inc({ connection, kind, outcome: expiresAt === null ? 'failed' : 'fetched' })
    seconds.observe({ connection, kind }, took)
    if (expiresAt !== null) expiry.set({ connection, kind }, expiresAt / 1000)
  }
}

/** Named after OPA's own, as far as they mean the same. */
function policyMetrics(registers: Registry[]): Metrics['policy'] {
  const info = new Gauge({
    name: 'sallyport_policy_info',
    help: 'Always 1; the revision and the sequence of the bundle that is in force are its labels.',
    labelNames: ['revision', 'sequence'],
    registers,
  })
  const last = new Gauge({
    name: 'sallyport_last_success_bundle_activation_seconds',
    help: 'When the bundle that is in force was put there, in seconds since the epoch.',
    registers,
  })
  const activations = new Counter({
    name: 'sallyport_bundle_activations_total',
    help: 'Bundles by error code; empty for those that were put in force.',
    labelNames: ['code'],
    registers,
  })
  const failures = new Counter({
    name: 'sallyport_bundle_check_failures_total',
    help: 'Looks at the source of bundles that failed, by error code.',
    labelNames: ['code'],
    registers,
  })
  return {
    activated({ revision, sequence, at }) {
      info.reset()
      info.set({ revision, sequence: sequence ?? '' }, 1)
      last.set(at / 1000)
      activations.inc({ code: '' })
    },
    refused: ({ code }) => activations.inc({ code }),
    failed: ({ code }) => failures.inc({ code }),
  }
}
