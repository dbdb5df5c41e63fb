import { type Response, Router } from 'express'
import { z } from 'zod'
import type { Approval, Ballot, Voter } from '../../core/approval.ts'
import { asGatewayError, GatewayError } from '../../core/errors.ts'
import type { ApprovalStore } from '../../core/ports.ts'
import { approvalPage, type Reader } from '../pages/approval.ts'
import { approvalsPage } from '../pages/approvals.ts'
import { sendPage } from '../pages/page.ts'
import { callerOf, voterOf } from './caller.ts'
import { found, limitOf, wantsPage } from './requests.ts'
import { formToken } from './same-site.ts'

export interface ApprovalOptions {
  readonly desk: { vote(id: string, ballot: Ballot): Promise<Approval> }
  readonly approvals: ApprovalStore
  /** The people's listener as people know it, without a last slash. */
  readonly base: () => string
  /** Whether people answer by names of their own: then the operator's token, which stands for nobody, can't. */
  readonly tellsApart: boolean
  readonly now: () => number
}

const OPERATOR = 'operator'

const ballot = z.strictObject({
  answer: z.enum(['approve', 'deny']),
  reason: z.string().max(1000).optional(),
})

/** Approvals, for programs and for browsers, and answers to them. */
export function approvalRoutes({ desk, approvals, base, tellsApart, now }: ApprovalOptions): Router {
  const routes = Router()
  const reader = (res: Response, refusal: Reader['refusal'] = null): Reader => {
    const caller = callerOf(res)
    if (caller.kind === 'operator') return { person: null, base: base(), now: now(), refusal }
    const { groups, token, login } = caller
    const { name, authenticatedAt } = login
    return { person: { name, groups, authenticatedAt, form: formToken(token) }, base: base(), now: now(), refusal }
  }
  routes.get('/approvals', async (req, res) => {
    const open = req.query.all === undefined
    const listed = await approvals.list({ open, limit: limitOf(req) })
    if (wantsPage(req)) sendPage(res, approvalsPage(listed, reader(res)))
    else res.json({ approvals: listed })
  })
  routes.get('/approvals/:id', async (req, res) => {
    const approval = await found(approvals.find(req.params.id))
    if (wantsPage(req)) sendPage(res, approvalPage(approval, reader(res)))
    else res.json(approval)
  })
  routes.post('/approvals/:id/votes', async (req, res) => {
    const body = ballot.safeParse(req.body)
    if (!body.success)
      throw new GatewayError('ERR_REQUEST', 'The body must be {"answer": "approve" or "deny", "reason"?: text}.')
    const { answer, reason } = body.data
    const approval = await found(approvals.find(req.params.id))
    const voter = voterIn(res, approval, tellsApart)
    try {
      const voted = await desk.vote(approval.id, { voter, answer, reason: reason?.trim() || null })
      if (wantsPage(req)) res.redirect(303, `${base()}/approvals/${approval.id}`)
      else res.status(201).json(voted)
    } catch (thrown) {
      const error = withPage(asGatewayError(thrown), `${base()}/approvals/${approval.id}`)
      if (!wantsPage(req) || error.status >= 500) throw error
      res.status(error.status)
      sendPage(res, approvalPage(await found(approvals.find(approval.id)), reader(res, error)))
    }
  })
  return routes
}

/** Where somebody can log in anew who must. */
function withPage(error: GatewayError, page: string): GatewayError {
  if (error.code !== 'ERR_VOTER_LOGIN') return error
  return new GatewayError(error.code, error.message, { fix: `Answer at ${page}, which has you log in again.` })
}

/** The operator's token stands for one person, who is a member of whatever group a rule asks. */
function voterIn(res: Response, { requirements }: Approval, tellsApart: boolean): Voter {
  const caller = callerOf(res)
  if (caller.kind === 'person') return voterOf(caller)
  if (tellsApart) {
    throw new GatewayError('ERR_VOTER_OPERATOR', "The operator's token stands for nobody, so it can't answer here.", {
      fix: 'Answer as yourself: in the browser, in Slack, or after: sallyport login.',
    })
  }
  const groups = [...new Set(requirements.flatMap((requirement) => requirement.from))]
  return {
    identities: [{ kind: OPERATOR, name: OPERATOR }],
    name: OPERATOR,
    groups,
    door: OPERATOR,
    authenticatedAt: null,
  }
}
