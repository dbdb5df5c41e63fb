import type { Express } from 'express'
import { z } from 'zod'
import type { Approval, Ballot, Identity } from '../../core/approval.ts'
import { GatewayError } from '../../core/errors.ts'
import type { ApprovalStore, SessionStore } from '../../core/ports.ts'
import { groupsAsked } from '../../core/satisfied.ts'
import type { SlackStore } from '../../core/slack.ts'
import { backoff, type Timing } from '../../core/timing.ts'
import type { NamedPerson } from '../people.ts'
import { type Call, createCall } from './call.ts'
import { createClicks } from './clicks.ts'
import { slackInFrontOf } from './http.ts'
import { createOutbox } from './outbox.ts'
import { createPosting } from './posting.ts'
import { runLink } from './run-link.ts'
import { openSocket } from './socket.ts'
import { createWho } from './who.ts'

/** The workspace in which people are asked, its secrets read. */
export interface SlackSettings {
  readonly botToken: string
  readonly mode:
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string }
  readonly team: string
  readonly channel: string
  readonly channels: readonly string[]
  readonly groups: { readonly [group: string]: string }
  readonly api: string | null
}

export interface SlackPorts {
  readonly store: SlackStore
  readonly approvals: Pick<ApprovalStore, 'find'>
  readonly sessions: Pick<SessionStore, 'find'>
  readonly desk: {
    vote(id: string, ballot: Ballot): Promise<Approval>
    changed(listener: (id: string | null) => void): void
  }
  readonly people: readonly NamedPerson[]
  readonly groupsOf: (identities: readonly Identity[]) => readonly string[]
  /** The page of an approval. */
  readonly pageOf: (approval: string) => string
  readonly timing: Timing
  readonly observer: SlackObserver
  readonly report: (error: unknown) => void
}

/** Told of each message and each click, by what came of it. */
export interface SlackObserver {
  /** `posted`, `edited`, `found` (posted by somebody who couldn't say so), `limited`, or Slack's error. */
  sent(outcome: string): void
  clicked(outcome: string): void
}

/** Slack as a door. */
export interface Slack {
  /** The people's app, with Slack's deliveries in front of it where they come over HTTP. */
  inFrontOf(people: Express): Express
  /** Begins to ask, and to listen; once the people's listener is up. */
  start(): void
  close(): Promise<void>
}

/** The longest wait before Slack is asked again who we are, in milliseconds. */
const MOST = 60_000

/** Opens the door; neither a Slack that is down nor one that refuses keeps a gateway from starting. */
export function openSlack(settings: SlackSettings, ports: SlackPorts): Slack {
  const { store, approvals, desk, timing, observer, report } = ports
  const { team, groups, mode, api, botToken: token } = settings
  const call = createCall(token, api)
  const bot = createIntroduction(call, team, timing, report)
  const posting = createPosting({
    ...{ store, approvals, call, timing, report, bot: bot.id, sent: observer.sent },
    async linksOf(approval) {
      const session = await ports.sessions.find(approval.session)
      const asked = groupsAsked(approval.requirements)
      return {
        page: ports.pageOf(approval.id),
        run: session && runLink(session),
        groups: Object.entries(groups).flatMap(([group, id]) => (asked.includes(group) ? [id] : [])),
      }
    },
  })
  const who = createWho({ call, team, groups, people: ports.people, groupsOf: ports.groupsOf })
  const clicks = createClicks({ team, store, approvals, desk, who, call, report, clicked: observer.clicked })
  const allowed = new Set([settings.channel, ...settings.channels])
  const opened: { close(): Promise<void> }[] = []
  return {
    inFrontOf(people) {
      if (mode.kind === 'socket') return people
      const forged = (): void => observer.clicked('forged')
      return slackInFrontOf(people, { token, signingSecret: mode.signingSecret, clicks, forged, now: timing.now })
    },
    start() {
      const channelOf = (wanted: readonly string[]) => wanted.find((id) => allowed.has(id)) ?? settings.channel
      const outbox = createOutbox({ store, posting, ready: bot.known, channelOf, timing, report })
      desk.changed(outbox.wake)
      opened.push(outbox)
      if (mode.kind === 'socket')
        opened.push(openSocket({ token, appToken: mode.appToken, api, clicks, timing, report }))
    },
    async close() {
      await Promise.all(opened.map((it) => it.close()))
    },
  }
}

const introduction = z.object({ team_id: z.string(), bot_id: z.string() })

/** Asks Slack once who we are there: in another workspace than the configured one nobody is asked anything. */
function createIntroduction(call: Call, team: string, timing: Timing, report: (error: unknown) => void) {
  let id: string | null = null
  let failures = 0
  let nextAt = 0
  return {
    id: () => id!,
    async known(): Promise<boolean> {
      if (id !== null) return true
      if (timing.now() < nextAt) return false
      const called = await call('auth.test', {})
      const parsed = introduction.safeParse(called.outcome === 'ok' ? called.body : null)
      if (parsed.success && parsed.data.team_id === team) {
        id = parsed.data.bot_id
        return true
      }
      const why = parsed.success
        ? `the bot's token is for ${parsed.data.team_id}, not ${team}`
        : called.outcome === 'ok' || called.outcome === 'limited'
          ? called.outcome
          : called.error
      if (failures++ === 0) report(new GatewayError('ERR_SLACK_UNAVAILABLE', `Nobody is asked in Slack: ${why}.`))
      nextAt = timing.now() + backoff(failures, MOST, timing.random)
      return false
    },
  }
}
