import { Router } from 'express'
import { z } from 'zod'
import { GatewayError } from '../../core/errors.ts'
import type { PolicyStatus, PolicyStore } from '../../core/policy.ts'
import type { LeaseStore } from '../../core/ports.ts'
import { callerOf, nameOf } from './caller.ts'
import { found, limitOf } from './requests.ts'
import { type ExchangeReader, type SessionOptions, sessionRoutes } from './sessions.ts'

export interface AdministrationOptions extends SessionOptions {
  readonly leases: LeaseStore
  readonly exchanges: ExchangeReader
  readonly policy: PolicyDesk
  readonly now: () => number
}

/** The policy that is in force, and what happened to it. */
export interface PolicyDesk {
  readonly changes: Pick<PolicyStore, 'read' | 'lower'>
  status(): PolicyStatus
  /** Asks the source of bundles again at once. */
  check(): void
}

const lowering = z.strictObject({
  sequence: z.int().min(0),
  reason: z.string().trim().min(1).max(1000),
})

/** Sessions, leases, what was exchanged, and policy. */
export function administration(options: AdministrationOptions): Router {
  const { leases, exchanges, policy, now } = options
  const routes = Router()
  routes.use(sessionRoutes(options))

  routes.get('/leases', async (req, res) => {
    const open = req.query.all === undefined
    res.json({ leases: await leases.list({ session: null, open, limit: limitOf(req) }) })
  })
  routes.get('/leases/:id', async (req, res) => {
    res.json(await found(leases.find(req.params.id)))
  })
  routes.post('/leases/:id/revocation', async (req, res) => {
    const lease = await found(leases.find(req.params.id))
    await leases.end(lease.id, 'revoked', now())
    res.status(201).json(await found(leases.find(lease.id)))
  })

  routes.get('/exchanges/:id/input', async (req, res) => {
    res.json(await found(exchanges.inputOf(req.params.id)))
  })

  routes.get('/policy', async (req, res) => {
    res.json({ ...policy.status(), ...(await policy.changes.read(limitOf(req))) })
  })
  routes.post('/policy/sequence', async (req, res) => {
    const body = lowering.safeParse(req.body)
    if (!body.success)
      throw new GatewayError('ERR_REQUEST', 'The body must be {"sequence": whole number from 0, "reason": text}.')
    const { sequence, reason } = body.data
    const by = nameOf(callerOf(res))
    const { lowered, floor } = await policy.changes.lower(sequence, { by, reason }, now())
    if (!lowered) throw notLowered(sequence, floor)
    policy.check()
    res.status(201).json({ floor })
  })
  return routes
}

function notLowered(sequence: number, floor: number | null): GatewayError {
  const why =
    floor === null
      ? 'Bundles of any sequence are taken: none that has one was in force yet.'
      : `Bundles are taken from sequence ${floor} on; ${sequence} isn't lower.`
  return new GatewayError('ERR_REQUEST', why)
}
