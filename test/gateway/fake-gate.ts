import { tmpdir } from 'node:os'
import type { Approval } from '../../src/core/approval.ts'
import type { Connection } from '../../src/core/connection.ts'
import type { Count, Judgement, Mask } from '../../src/core/decision.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { Input } from '../../src/core/input.ts'
import type { Intent, Outcome } from '../../src/core/journal.ts'
import type { Chunk } from '../../src/core/recording.ts'
import type { Gate } from '../../src/gateway/gate.ts'
import { createHoldSlots } from '../../src/gateway/hold-slots.ts'
import { createLines } from '../../src/gateway/lines.ts'
import { createSpoolQuota } from '../../src/gateway/spool-quota.ts'

import { createRecorder } from '../../src/journal/recordings/recorder.ts'
import { createSharedValues, openMasking } from '../../src/masking/index.ts'
import { http } from '../../src/protocols/http/index.ts'
import { net } from '../../src/protocols/net/index.ts'
import { anApproval, anAsk, aSession, NOON } from '../support/rows.ts'

export const TOKEN = `sallyport_${'t'.repeat(43)}`
export const CREDENTIAL = ['upstream', 'opens', 'with', 'this'].join('-')

/** A gate whose ports are fakes, and what it did with them. */
export interface FakeGate {
  readonly gate: Gate
  /** Every call that can be seen from outside, in order. */
  readonly calls: string[]
  readonly inputs: Input[]
  readonly intents: Intent[]
  readonly outcomes: Outcome[]
  /** What was recorded, masked. */
  readonly chunks: Chunk[]
  readonly finished: Parameters<Gate['observer']['finished']>[0][]
  readonly failures: unknown[]
}

export interface FakeOptions extends Partial<Gate> {
  /** What the policy answers, one decision after the other; the last one again and again. */
  readonly decisions?: readonly Judgement[]
  /** What becomes of an approval that is asked for. */
  readonly answered?: (approval: Approval) => Partial<Approval>
}

export const allow = decision({ effect: 'allow' })
export const deny = decision({ effect: 'deny' })

/** A decision with its effect's own fields. */
export function decision(effect: object): Judgement {
  return {
    id: 'd-1',
    bundle: 'r1',
    reasons: [{ code: 'http/rule', message: 'So says the rule.' }],
    counts: [],
    asked: {
      host: '127.0.0.1',
      labels: { tier: 'test' },
      counters: {},
      approval: null,
      at: new Date(NOON).toISOString(),
    },
    ...effect,
  } as unknown as Judgement
}

export function masking(...masks: Mask[]): Judgement {
  return decision({ effect: 'mask', masks })
}

export function requiring(...codes: string[]): Judgement {
  const requirements = codes.map((code) => ({ code, operation: 0, from: ['leads'], quorum: 1, seconds: 600 }))
  return decision({ effect: 'require_approval', requirements, masks: [] })
}

export function connectionTo(upstream: URL, more: Partial<Connection> = {}): Connection {
  return { name: 'shop', protocol: 'http', upstream, hosts: [], labels: { tier: 'test' }, ...more }
}

const NONE = [] as const
const unshared = createSharedValues({ add: async () => {}, of: async () => [] }, Buffer.alloc(32), Date.now, () => {})

export function fakeGate(options: FakeOptions = {}): FakeGate {
  const { decisions = [allow], answered = () => ({}), ...ports } = options
  const fake: Omit<FakeGate, 'gate'> = {
    calls: [],
    inputs: [],
    intents: [],
    outcomes: [],
    chunks: [],
    finished: [],
    failures: [],
  }
  const { calls } = fake
  let known: readonly string[] = []
  const masking = openMasking({
    known: () => gate.credentials.known(),
    custom: () => NONE,
    shared: unshared,
    key: Buffer.alloc(32),
  })
  const gate: Gate = {
    sessions: {
      forget: (id) => void calls.push(`forget ${id}`),
      async identify(token) {
        if (token !== TOKEN) throw new GatewayError('ERR_SESSION_UNKNOWN', 'The session token is not known here.')
        return aSession({ expiresAt: NOON + 900_000 })
      },
    },
    connections: [connectionTo(new URL('http://127.0.0.1:9'))],
    adapters: new Map([
      ['http', http],
      ['net', net],
    ]),
    policy: {
      revision: 'r1',
      decide(input) {
        calls.push('decide')
        fake.inputs.push(input)
        return decisions[Math.min(fake.inputs.length, decisions.length) - 1]!
      },
    },
    decisionLog: null,
    honeytokens: null,
    counters: {
      async reserve(_session, counts) {
        calls.push(`reserve ${written(counts)}`)
        return Object.fromEntries(counts.map(({ counter, amount }) => [counter, amount]))
      },
      async release(_session, counts) {
        calls.push(`release ${written(counts)}`)
      },
    },
    desk: {
      async ask({ session, ...asked }) {
        calls.push(`ask ${asked.digest}`)
        return anApproval(anAsk(session.id, asked))
      },
      async answered(approval, until) {
        calls.push(`wait ${(until - NOON) / 1000}`)
        return { ...approval, ...answered(approval) }
      },
      async giveBack(id) {
        calls.push(`give back ${id}`)
      },
    },
    digestOf: ({ target, body }) => `${target} ${body?.slice(0, 8) ?? null}`,
    journal: {
      async intend(intent) {
        calls.push(`intend ${intent.uses.join() || null}`)
        fake.intents.push(intent)
      },
      async reach({ stage }) {
        calls.push(`reach ${stage}`)
      },
      settle(outcome) {
        calls.push(`settle ${outcome.code}`)
        fake.outcomes.push(outcome)
      },
    },
    credentials: {
      async open() {
        calls.push('open')
        if (known.length === 0) known = [CREDENTIAL]
        return { kind: 'bearer', token: CREDENTIAL }
      },
      certificateOf: async () => null,
      known: () => known,
    },
    ...masking,
    recordings: {
      recorder: (shelf) => createRecorder(shelf, { put: async (chunk) => void fake.chunks.push(chunk) }),
      full: false,
      onRoom: (callback) => callback(),
    },
    forwarder: {
      async send() {
        calls.push('forward')
        throw new GatewayError('ERR_UPSTREAM_UNREACHABLE', 'The upstream of "shop" can\'t be reached.')
      },
      async close() {},
    },
    doors: {
      async open() {
        calls.push('open door')
        return { url: 'http://127.0.0.1:9/door', close: () => void calls.push('close door') }
      },
      async close() {},
    },
    dial: async () => {
      throw new GatewayError('ERR_UPSTREAM_UNREACHABLE', 'Nothing is dialled here.')
    },
    lines: createLines({ standing: async () => [] }, Date.now),
    holdSlots: createHoldSlots({ holds: 10, sessionHolds: 10 }),
    spoolQuota: createSpoolQuota(2_000_000),
    approvalUrl: (id) => `https://people.test/approvals/${id}`,
    now: () => NOON,
    observer: {
      finished: (exchange) => fake.finished.push(exchange),
      held: (change) => calls.push(`held ${change}`),
      failed: (_exchange, error) => fake.failures.push(error),
    },
    limits: {
      spoolDirectory: tmpdir(),
      spoolBytes: 1_000_000,
      inspectionSeconds: 300,
      headBytes: 1_000,
      fullBytes: 100_000,
      waitSeconds: 45,
      inlineSeconds: 300,
    },
    draining: new AbortController().signal,
    ...ports,
  }
  return { ...fake, gate }
}

function written(counts: readonly Count[]): string {
  return counts.map(({ counter, amount }) => `${counter} ${amount}`).join()
}
