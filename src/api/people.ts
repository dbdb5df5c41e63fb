import { hash, timingSafeEqual } from 'node:crypto'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Approval, Ballot, Voter } from '../core/approval.ts'
import { GatewayError } from '../core/errors.ts'
import type { PolicyStatus, PolicyStore } from '../core/policy.ts'
import type { ApprovalStore, LeaseStore, SessionStore } from '../core/ports.ts'
import { answerErrors, notFound } from './errors.ts'

export interface PeopleOptions {
  /** Opens this listener; made at first start. Session tokens open nothing here. */
  readonly operatorToken: string
  readonly desk: { vote(id: string, ballot: Ballot): Promise<Approval> }
  readonly approvals: ApprovalStore
  readonly sessions: SessionStore
  readonly leases: LeaseStore
  readonly exchanges: ExchangeReader
  readonly policy: PolicyDesk
  readonly now: () => number
  readonly report: (error: unknown) => void
}

/** What is on record of a session's exchanges, newest last. */
export interface ExchangeReader {
  ofSession(id: string, limit: number): Promise<readonly object[]>
  /** What the policy was asked last; null for an exchange that isn't on record. */
  inputOf(id: string): Promise<object | null>
}

/** The policy that is in force, and what happened to it. */
export interface PolicyDesk {
  readonly changes: Pick<PolicyStore, 'read' | 'lower'>
  status(): PolicyStatus
  /** Asks the source of bundles again at once. */
  check(): void
}

/** The operator's token stands for one person, who is a member of whatever group a rule asks. */
const OPERATOR = 'operator'

const answer = z.strictObject({ answer: z.enum(['approve', 'deny']), reason: z.string().max(1000).optional() })
const lowering = z.strictObject({
  sequence: z.int().min(0),
  reason: z.string().trim().min(1).max(1000),
})
const limit = z.coerce.number().int().min(1).max(1000).default(50)

/** The people's listener: approvals, sessions and policy, for whoever holds the operator's token. */
export function peopleApp(options: PeopleOptions): Express {
  const { approvals, sessions, leases, desk, policy } = options
  const app = express().disable('x-powered-by').disable('etag')
  app.use((_req, res, next) => {
    res.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
    next()
  })
  app.use(operatorOnly(options.operatorToken))
  app.use(express.json({ limit: '64kb' }))

  app.get('/approvals', async (req, res) => {
    const open = req.query.all === undefined
    res.json({ approvals: await approvals.list({ open, limit: limitOf(req) }) })
  })
  app.get('/approvals/:id', async (req, res) => {
    res.json(await found(approvals.find(req.params.id)))
  })
  app.post('/approvals/:id/votes', async (req, res) => {
    const body = answer.safeParse(req.body)
    if (!body.success)
      throw new GatewayError('ERR_REQUEST', 'The body must be {"answer": "approve" or "deny", "reason"?: text}.')
    const approval = await found(approvals.find(req.params.id))
    const groups = [...new Set(approval.requirements.flatMap((requirement) => requirement.from))]
    const voter: Voter = {
      identities: [{ kind: OPERATOR, name: OPERATOR }],
      ...{ name: OPERATOR, groups, door: OPERATOR, authenticatedAt: null },
    }
    res
      .status(201)
      .json(await desk.vote(req.params.id, { voter, answer: body.data.answer, reason: body.data.reason ?? null }))
  })

  app.get('/sessions', async (req, res) => {
    res.json({ sessions: await sessions.list(limitOf(req)) })
  })
  app.get('/sessions/:id', async (req, res) => {
    const session = await found(sessions.find(req.params.id))
    const held = await leases.list({ session: session.id, open: false, limit: limitOf(req) })
    res.json({ ...session, leases: held, exchanges: await options.exchanges.ofSession(session.id, limitOf(req)) })
  })
  app.post('/sessions/:id/revocation', async (req, res) => {
    const session = await found(sessions.find(req.params.id))
    await sessions.end(session.id, 'revoked', options.now())
    res.status(201).json(await found(sessions.find(req.params.id)))
  })

  app.get('/leases', async (req, res) => {
    const open = req.query.all === undefined
    res.json({ leases: await leases.list({ session: null, open, limit: limitOf(req) }) })
  })
  app.get('/leases/:id', async (req, res) => {
    res.json(await found(leases.find(req.params.id)))
  })
  app.post('/leases/:id/revocation', async (req, res) => {
    const lease = await found(leases.find(req.params.id))
    await leases.end(lease.id, 'revoked', options.now())
    res.status(201).json(await found(leases.find(lease.id)))
  })

  app.get('/exchanges/:id/input', async (req, res) => {
    res.json(await found(options.exchanges.inputOf(req.params.id)))
  })

  app.get('/policy', async (req, res) => {
    res.json({ ...policy.status(), ...(await policy.changes.read(limitOf(req))) })
  })
  app.post('/policy/sequence', async (req, res) => {
    const body = lowering.safeParse(req.body)
    if (!body.success)
      throw new GatewayError('ERR_REQUEST', 'The body must be {"sequence": whole number from 0, "reason": text}.')
    const { sequence, reason } = body.data
    const { lowered, floor } = await policy.changes.lower(sequence, { by: OPERATOR, reason }, options.now())
    if (!lowered) throw notLowered(sequence, floor)
    policy.check()
    res.status(201).json({ floor })
  })
  app.use(notFound)
  app.use(answerErrors(options.report))
  return app
}

function limitOf(req: Request): number {
  const parsed = limit.safeParse(req.query.limit)
  if (!parsed.success) throw new GatewayError('ERR_REQUEST', 'The parameter "limit" must be a number from 1 to 1000.')
  return parsed.data
}

function notLowered(sequence: number, floor: number | null): GatewayError {
  const why =
    floor === null
      ? 'Bundles of any sequence are taken: none that has one was in force yet.'
      : `Bundles are taken from sequence ${floor} on; ${sequence} isn't lower.`
  return new GatewayError('ERR_REQUEST', why)
}

async function found<T>(look: Promise<T | null>): Promise<T> {
  return (await look) ?? notFound()
}

function operatorOnly(token: string) {
  const expected = digest(`Bearer ${token}`)
  return (req: Request, _res: Response, next: NextFunction): void => {
    if (!timingSafeEqual(digest(req.headers.authorization ?? ''), expected)) throw operatorRequired()
    next()
  }
}

function operatorRequired(): GatewayError {
  return new GatewayError(
    'ERR_OPERATOR_REQUIRED',
    "This listener is for people, and opens with the operator's token.",
    {
      fix: 'Send it as Bearer; it lies in the data directory, in the file operator-token.',
    },
  )
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
