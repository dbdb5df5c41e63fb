import { type Response, Router } from 'express'
import { z } from 'zod'
import type { Approval, Ballot, Voter } from '../../core/approval.ts'
import { asGatewayError, GatewayError } from '../../core/errors.ts'
import { isStale } from '../../core/login.ts'
import type { ApprovalStore } from '../../core/ports.ts'
import { groupsAsked } from '../../core/satisfied.ts'
import { approvalPage, type Reader } from '../pages/approval.ts'
import { approvalsPage } from '../pages/approvals.ts'
import { sendPage } from '../pages/page.ts'
import { allGroups, type Caller, type CallerOptions, callerOf, voterOf } from './caller.ts'
import { found, limitOf, wantsPage } from './requests.ts'
import { formToken } from './same-site.ts'

export interface ApprovalOptions extends Pick<CallerOptions, 'login' | 'groupsOf'> {
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
export function approvalRoutes(options: ApprovalOptions): Router {
  const { desk, approvals, base, now, groupsOf } = options
  const routes = Router()
  const reader = async (res: Response, refusal: Reader['refusal'] = null): Promise<Reader> => {
    const caller = callerOf(res)
    if (caller.kind === 'operator') return { person: null, base: base(), now: now(), refusal }
    const { token, login } = caller
    const { name, authenticatedAt } = login
    const stale = isStale(login, now())
    const groups = await allGroups(stale ? { ...login, groups: [] } : login, groupsOf)
    const person = { name, groups, stale, authenticatedAt, form: formToken(token) }
    return { person, base: base(), now: now(), refusal }
  }
  routes.get('/approvals', async (req, res) => {
    const open = req.query.all === undefined
    const listed = await approvals.list({ open, limit: limitOf(req) })
    if (wantsPage(req)) sendPage(res, approvalsPage(listed, await reader(res)))
    else res.json({ approvals: listed })
  })
  routes.get('/approvals/:id', async (req, res) => {
    const approval = await found(approvals.find(req.params.id))
    if (wantsPage(req)) sendPage(res, approvalPage(approval, await reader(res)))
    else res.json(approval)
  })
  routes.post('/approvals/:id/votes', async (req, res) => {
    const body = ballot.safeParse(req.body)
    if (!body.success)
      throw new GatewayError('ERR_REQUEST', 'The body must be {"answer": "approve" or "deny", "reason"?: text}.')
    const { answer, reason } = body.data
    const approval = await found(approvals.find(req.params.id))
    const page = `${base()}/approvals/${approval.id}`
    const caller = callerOf(res)
    try {
      const voter = caller.kind === 'person' ? await voterOf(caller, options) : operatorIn(approval, options)
      const voted = await desk.vote(approval.id, { voter, answer, reason: reason?.trim() || null })
      if (wantsPage(req)) res.redirect(303, page)
      else res.status(201).json(voted)
    } catch (thrown) {
      const error = withWay(asGatewayError(thrown), caller, page, now())
      if (!wantsPage(req) || error.status >= 500 || error.code === 'ERR_LOGIN_REQUIRED') throw error
      res.status(error.status)
      sendPage(res, approvalPage(await found(approvals.find(approval.id)), await reader(res, error)))
    }
  })
  return routes
}

/** How somebody can log in anew who must. */
function withWay(error: GatewayError, caller: Caller, page: string, now: number): GatewayError {
  const told = (fix: string) => new GatewayError(error.code, error.message, { fix })
  if (error.code === 'ERR_VOTER_LOGIN') return told(`Answer at ${page}, which has you log in again.`)
  if (error.code !== 'ERR_VOTER_GROUP' || caller.kind === 'operator' || !isStale(caller.login, now)) return error
  const again = caller.login.door === 'web' ? 'log in again below' : 'run: sallyport login'
  return told(`What your identity provider told of your groups is too old to answer by. To answer, ${again}.`)
}

/** The operator's token stands for one person, who is a member of whatever group a rule asks. */
function operatorIn({ requirements }: Approval, { tellsApart }: Pick<ApprovalOptions, 'tellsApart'>): Voter {
  if (tellsApart) {
    throw new GatewayError('ERR_VOTER_OPERATOR', "The operator's token stands for nobody, so it can't answer here.", {
      fix: 'Answer as yourself: in the browser, in Slack, or after: sallyport login.',
    })
  }
  const groups = groupsAsked(requirements)
  return {
    identities: [{ kind: OPERATOR, name: OPERATOR }],
    name: OPERATOR,
    groups,
    door: OPERATOR,
    authenticatedAt: null,
  }
}
