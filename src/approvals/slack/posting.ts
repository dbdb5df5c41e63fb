import type { Approval } from '../../core/approval.ts'
import { GatewayError } from '../../core/errors.ts'
import type { ApprovalStore } from '../../core/ports.ts'
import type { ClaimedMessage, SettledMessage, SlackStore } from '../../core/slack.ts'
import { backoff, type Timing } from '../../core/timing.ts'
import { link, moment, paragraph } from './block-kit.ts'
import type { Call, Called } from './call.ts'
import { reply, untold } from './history.ts'
import { draw, type Links, mentions, titleOf } from './message.ts'
import { findPosted, metadataOf } from './posted.ts'
import { finished, nextStep, posted, type Step } from './steps.ts'
import { escaped } from './text.ts'

/** Does for a claimed message what is to be done next, and gives the claim back. */
export interface Posting {
  post(claim: ClaimedMessage): Promise<void>
  edit(claim: ClaimedMessage): Promise<void>
}

export interface PostingOptions {
  readonly store: SlackStore
  readonly approvals: Pick<ApprovalStore, 'find'>
  readonly call: Call
  readonly linksOf: (approval: Approval) => Promise<Links>
  /** Slack's id of our bot, by which its own messages are known. */
  readonly bot: () => string
  readonly timing: Timing
  readonly sent: (outcome: string) => void
  readonly report: (error: unknown) => void
}

/** The longest wait after failures, and the shortest after one that may have worked; milliseconds. */
const MOST = 60_000
const SETTLE = 5_000
/** Milliseconds between edits of one message. */
const EDITS = 1_000
/** The same after there was nothing to post: by our clock it may be due a little later than by the database's. */
const IDLE = 1_000
/** What Slack says of a message that can't be edited, however often it is tried. */
const FINAL = new Set(['cant_update_message', 'edit_window_closed', 'is_inactive'])
/** Nothing that an agent wrote becomes a link, a mention or a preview. */
const AS_IT_IS = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }

export function createPosting(options: PostingOptions): Posting {
  const { store, approvals, call, linksOf, bot, timing, sent, report } = options

  const settled = (
    message: ClaimedMessage,
    approval: Approval,
    changes: Partial<SettledMessage> = {},
  ): SettledMessage => {
    const after = { ...message, ...changes }
    return {
      ...{ sending: null, failures: 0, wait: 0, ...changes },
      finished: finished(after, approval),
    }
  }
  const failed = (
    claim: ClaimedMessage,
    called: Exclude<Called, { outcome: 'ok' }>,
    sending: string | null,
  ): SettledMessage => {
    const limited = called.outcome === 'limited'
    if (!limited && claim.failures === 0) {
      const message = `Slack can't be told about approval ${claim.approval}: ${called.error}.`
      report(new GatewayError('ERR_SLACK_UNAVAILABLE', message))
    }
    sent(limited ? 'limited' : called.error)
    const least = called.outcome === 'unknown' ? SETTLE : 0
    const wait = limited ? called.seconds * 1_000 : Math.max(least, backoff(claim.failures + 1, MOST, timing.random))
    return {
      sending,
      failures: limited ? claim.failures : claim.failures + 1,
      wait,
      finished: false,
    }
  }
  const rest = (channel: string | null, called: Called): Promise<void> | null =>
    called.outcome === 'limited' ? store.rest(channel, called.seconds * 1_000) : null

  /** Looks for what somebody began to post, and died or heard nothing; null where it isn't there. */
  const recover = async (claim: ClaimedMessage, approval: Approval, part: string): Promise<SettledMessage | null> => {
    const found = await findPosted(call, bot(), claim, approval, part)
    if (!('ts' in found)) return failed(claim, found, part)
    if (found.ts === null) return null
    sent('found')
    return settled(claim, approval, changesOf(claim, posted(claim, approval, part, found.ts, timing.now())))
  }

  const contentOf = async (step: Exclude<Step, { kind: 'nothing' }>, claim: ClaimedMessage, approval: Approval) => {
    const links = await linksOf(approval)
    if (step.kind === 'ask') return draw(approval, links)
    const threaded = { thread_ts: claim.ts }
    if (step.kind === 'history') {
      const text = reply(step.lines)
      return { ...threaded, text: escaped(text), blocks: [paragraph(text)] }
    }
    const whom = links.groups.length === 0 ? 'This' : `${mentions(links.groups)} this`
    const text = `${whom} still waits for an answer, until ${moment(approval.expiresAt)}: ${link(links.page, titleOf(approval))}`
    return { ...threaded, text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }] }
  }

  return {
    async post(claim) {
      const approval = await approvals.find(claim.approval)
      if (approval === null) return
      const recovered = claim.sending === null ? null : await recover(claim, approval, claim.sending)
      if (recovered !== null) return store.settle(claim, recovered)
      const step = nextStep(claim, approval, timing.now())
      if (step.kind === 'nothing') {
        const { askedAt, expiresAt, version } = approval
        const reminded = claim.reminded || timing.now() >= askedAt + (expiresAt - askedAt) / 2
        await store.settle(claim, settled(claim, approval, { told: version, reminded, wait: IDLE }))
        return store.resume(claim.channel)
      }
      const content = await contentOf(step, claim, approval)
      if (!(await store.begin(claim, step.part))) return
      const called = await call('chat.postMessage', {
        ...{ ...content, channel: claim.channel, metadata: metadataOf(claim.approval, step.part) },
        ...AS_IT_IS,
      })
      await rest(claim.channel, called)
      if (called.outcome !== 'ok') {
        const sending = called.outcome === 'unknown' ? step.part : null
        return store.settle(claim, failed(claim, called, sending))
      }
      sent('posted')
      const after = posted(claim, approval, step.part, String(called.body.ts), timing.now())
      const shown = step.kind === 'ask' ? { shown: approval.version } : {}
      await store.settle(claim, settled(claim, approval, { ...changesOf(claim, after), ...shown }))
    },
    async edit(claim) {
      const approval = await approvals.find(claim.approval)
      if (approval === null) return
      const drawn = draw(approval, await linksOf(approval))
      const called = await call('chat.update', { ...drawn, channel: claim.channel, ts: claim.ts, ...AS_IT_IS })
      await rest(null, called)
      const { sending } = claim
      const edited = called.outcome === 'ok' || (called.outcome === 'refused' && FINAL.has(called.error))
      if (edited) {
        sent(called.outcome === 'ok' ? 'edited' : called.error)
        const told = sending === null && untold(approval, claim).length === 0 ? approval.version : claim.told
        return store.settle(claim, settled(claim, approval, { shown: approval.version, told, sending, wait: EDITS }))
      }
      if (called.outcome === 'refused' && called.error === 'message_not_found') {
        sent(called.error)
        // Somebody deleted it: whoever is asked must still see it, and what is closed is done with.
        const gone = { ts: null, shown: -1, told: -1, reminded: false }
        return store.settle(claim, settled(claim, approval, approval.state === 'pending' ? gone : { ts: null }))
      }
      await store.settle(claim, failed(claim, called, sending))
    },
  }
}

function changesOf(before: ClaimedMessage, after: ReturnType<typeof posted>): Partial<SettledMessage> {
  const { ts, told, toldVotes, toldState, reminded } = { ...before, ...after }
  return { ts, told, toldVotes, toldState, reminded }
}
