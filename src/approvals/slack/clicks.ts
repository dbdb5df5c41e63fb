import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Approval, Ballot } from '../../core/approval.ts'
import { asGatewayError, GatewayError } from '../../core/errors.ts'
import type { ApprovalStore } from '../../core/ports.ts'
import { groupsAsked } from '../../core/satisfied.ts'
import type { SlackStore } from '../../core/slack.ts'
import { ACTIONS } from './block-kit.ts'
import type { Call } from './call.ts'
import { type Asked, detailsModal, type Modal, REASON, reasonModal } from './modals.ts'
import { escaped } from './text.ts'
import type { Who } from './who.ts'

/** What people do in Slack. Both end in a vote, a modal, or words that the person alone sees; neither rejects. */
export interface Clicks {
  /** A button was pressed: Slack's `block_actions` payload. */
  pressed(payload: unknown): Promise<void>
  /** A modal was submitted: `view_submission`. */
  submitted(payload: unknown): Promise<void>
}

export interface ClicksOptions {
  /** The workspace whose people may answer. */
  readonly team: string
  readonly store: Pick<SlackStore, 'find'>
  readonly approvals: Pick<ApprovalStore, 'find'>
  readonly desk: { vote(id: string, ballot: Ballot): Promise<Approval> }
  readonly who: Who
  readonly call: Call
  /** Told of each outcome: `approve`, `deny`, `opened`, `repeated`, `forged`, or an error's code. */
  readonly clicked: (outcome: string) => void
  readonly report: (error: unknown) => void
}

const from = {
  team: z.object({ id: z.string(), enterprise_id: z.string().optional() }),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
}
const press = z.object({
  ...from,
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  container: z.object({ type: z.literal('message'), message_ts: z.string(), channel_id: z.string() }),
  actions: z.array(z.object({ action_id: z.enum(Object.values(ACTIONS)), value: z.string() })).length(1),
})
const submission = z.object({
  ...from,
  type: z.literal('view_submission'),
  view: z.object({
    callback_id: z.literal(REASON.callback),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullable() }))) }),
  }),
})
const asked = z.object({
  approval: z.string(),
  channel: z.string(),
  ts: z.string(),
  answer: z.enum(['approve', 'deny']),
}) satisfies z.ZodType<Asked>

/** Who pressed what, below which message. */
interface Press {
  readonly user: string
  readonly channel: string
  readonly ts: string
  readonly approval: string
}

export function createClicks({ team, store, approvals, desk, who, call, clicked, report }: ClicksOptions): Clicks {
  const ours = (it: {
    team: { id: string; enterprise_id?: string | undefined }
    user: { team_id?: string | undefined }
  }) => it.team.id === team && (it.user.team_id === team || it.user.team_id === (it.team.enterprise_id ?? team))

  /** The approval that the message is about: the one message that we posted about it, and no copy. */
  const approvalOf = async ({ approval, channel, ts }: Press): Promise<Approval> => {
    const message = await store.find(approval)
    const found = message?.ts === ts && message.channel === channel ? await approvals.find(approval) : null
    if (found !== null) return found
    if (message?.ts === null && message.channel === channel && message.sending !== null) {
      throw new GatewayError('ERR_SLACK_UNAVAILABLE', 'Slack has yet to confirm that this message was posted.', {
        fix: "Press the button again in a moment, or answer on the approval's page.",
      })
    }
    throw new GatewayError('ERR_NOT_FOUND', 'This message is not the one that asks for the approval.', {
      fix: 'Answer below the message that Sallyport posted about it.',
    })
  }

  const vote = async (
    it: Press,
    approval: Approval,
    answer: 'approve' | 'deny',
    reason: string | null,
  ): Promise<string> => {
    const groups = groupsAsked(approval.requirements)
    const voter = await who.voterOf(it.user, groups)
    const last = approval.votes.findLast(({ person }) => person === voter.name)
    // The same click, delivered again, says nothing new.
    const repeated =
      last?.door === 'slack' &&
      last.answer === answer &&
      last.reason === reason &&
      voter.groups.every((group) => last.groups.includes(group))
    if (repeated) return 'repeated'
    await desk.vote(approval.id, { voter, answer, reason })
    return answer
  }

  const open = async (trigger: string, view: Modal): Promise<string> => {
    const opened = await call('views.open', { trigger_id: trigger, view })
    if (opened.outcome === 'ok') return 'opened'
    throw new GatewayError('ERR_SLACK_UNAVAILABLE', 'Slack could not show the form.', {
      fix: "Press the button again, or answer on the approval's page.",
    })
  }

  /** Says to the person alone what kept their answer from counting. */
  const told = async (it: Press, work: () => Promise<string>): Promise<void> => {
    try {
      clicked(await work())
    } catch (thrown) {
      const error = asGatewayError(thrown)
      if (error.cause !== undefined) report(error)
      clicked(error.code)
      const text = escaped(
        [`${error.code}: ${error.message}`, ...(error.fix === undefined ? [] : [error.fix])].join(' '),
      )
      const said = await call('chat.postEphemeral', { channel: it.channel, user: it.user, text, parse: 'none' })
      if (said.outcome !== 'ok') clicked('unsaid')
    }
  }

  return {
    async pressed(payload) {
      const parsed = press.safeParse(payload)
      if (!parsed.success || !ours(parsed.data)) return clicked('forged')
      const { user, channel, container, trigger_id: trigger, actions } = parsed.data
      const { action_id: action, value } = actions[0]!
      if (container.channel_id !== channel.id) return clicked('forged')
      if (action === ACTIONS.open) return clicked('opened')
      const it = { user: user.id, channel: channel.id, ts: container.message_ts, approval: value }
      await told(it, async () => {
        const approval = await approvalOf(it)
        const { channel: at, ts } = it
        if (action === ACTIONS.details) return open(trigger, detailsModal(approval))
        const answer = action === ACTIONS.deny ? 'deny' : 'approve'
        const reasoned = answer === 'deny' || approval.requirements.some(({ reason_required: why }) => why === true)
        if (reasoned && approval.state === 'pending')
          return open(trigger, reasonModal(approval, { approval: approval.id, channel: at, ts, answer }))
        return vote(it, approval, answer, null)
      })
    },
    async submitted(payload) {
      const parsed = submission.safeParse(payload)
      const meant = parsed.success ? asked.safeParse(jsonOf(parsed.data.view.private_metadata)) : null
      if (!parsed.success || !meant?.success || !ours(parsed.data)) return clicked('forged')
      const { user, view } = parsed.data
      const { answer, ...message } = meant.data
      const it = { ...message, user: user.id }
      const reason = view.state.values[REASON.block]?.[REASON.input]?.value?.trim() || null
      await told(it, async () => {
        const approval = await approvalOf(it)
        if (reason === null)
          throw new GatewayError('ERR_VOTER_REASON', 'This answer needs a reason.', { fix: 'Answer again, with one.' })
        return vote(it, approval, answer, reason)
      })
    },
  }
}

/** Milliseconds after which Slack is told that its delivery arrived, whatever became of it: it waits for three seconds. */
const PATIENCE = 2_000

/**
 * Acknowledges a delivery once its work is done, or has gone on for long: a process that dies before hasn't swallowed
 * it, and Slack tells the person, or delivers it again.
 */
export async function acknowledged(work: Promise<void>, ack: () => Promise<void>): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([work, sleep(PATIENCE, undefined, { signal: waiting.signal }).catch(() => {})])
  waiting.abort()
  await ack().catch(() => {})
  await work
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
