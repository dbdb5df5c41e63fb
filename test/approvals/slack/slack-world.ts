import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type Approvals, openApprovals } from '../../../src/approvals/open.ts'
import type { NamedPerson } from '../../../src/approvals/people.ts'
import { openSlack, type Slack, type SlackSettings } from '../../../src/approvals/slack/open.ts'
import type { Approval } from '../../../src/core/approval.ts'
import type { ApprovalStore, StoredSession } from '../../../src/core/ports.ts'
import type { SlackStore } from '../../../src/core/slack.ts'
import { realTiming, type Timing } from '../../../src/core/timing.ts'
import { createApprovalStore } from '../../../src/store/approvals.ts'
import { openNotices } from '../../../src/store/notices.ts'
import { createPeopleStore } from '../../../src/store/people.ts'
import { createSessionStore } from '../../../src/store/sessions.ts'
import { createSlackStore } from '../../../src/store/slack.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { aDemand, anyHash, aRequirement, aSession } from '../../support/rows.ts'
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../../support/slack/fake-slack.ts'
import { TEAM } from '../../support/slack/methods.ts'
import { aSlackUser, type FakeMessage } from '../../support/slack/state.ts'

/** Policy's channels and groups here, and Slack's. */
export const CHANNEL = 'C0APPROVALS'
export const OTHER_CHANNEL = 'C0OPERATIONS'
export const GROUPS = { sre: 'S0SRE', security: 'S0SECURITY' }
/** Members of both groups, of one, of none. */
export const [ADA, BEN, CARLA, DAN] = ['U0ADA', 'U0BEN', 'U0CARLA', 'U0DAN'] as const

/** A desk and Slack on a database, real but for Slack's servers. */
export interface SlackWorld {
  readonly database: TestDatabase
  readonly slack: FakeSlack
  readonly secrets: { readonly botToken: string; readonly appToken: string; readonly signingSecret: string }
  readonly desk: Approvals['desk']
  readonly approvals: ApprovalStore
  readonly store: SlackStore
  readonly session: StoredSession
  /** Outcomes of messages and clicks, and what was reported, so far. */
  readonly told: { readonly sent: string[]; readonly clicked: string[]; readonly reported: unknown[] }
  /** Another gateway's Slack on the same database. Where it listens, or null for Socket Mode. */
  replica(changes?: {
    readonly settings?: Partial<SlackSettings>
    readonly people?: readonly NamedPerson[]
    readonly timing?: Partial<Timing>
  }): Promise<Replica>
  ask(changes?: Parameters<typeof aDemand>[1]): Promise<Approval>
  /** The message about an approval, once there is one of which `is` holds. */
  message(approval: Approval, is?: (message: FakeMessage) => boolean): Promise<FakeMessage>
  /** The thread below it, once it has so many replies. */
  thread(message: FakeMessage, replies: number): Promise<readonly string[]>
  close(): Promise<void>
}

export interface Replica {
  readonly url: string
  readonly slack: Slack
  close(): Promise<void>
}

export async function startSlackWorld(options: Partial<FakeSlackOptions> = {}): Promise<SlackWorld> {
  const [botToken, appToken, signingSecret] = ['bot', 'app', 'sign'].map(
    (kind) => `${kind}-${randomBytes(9).toString('hex')}`,
  ) as [string, string, string]
  const secrets = { botToken, appToken, signingSecret }
  const slack = await startFakeSlack({ ...secrets, channels: [CHANNEL, OTHER_CHANNEL], burst: 5, ...options })
  const database = await testDatabase()
  const approvals = createApprovalStore(database.pool)
  const sessions = createSessionStore(database.pool)
  const store = createSlackStore(database.pool)
  const now = Date.now()
  const session = aSession({ expiresAt: now + 3_600_000, latestExpiry: now + 3_600_000 })
  await sessions.create(session, anyHash(), { hash: anyHash(), expiresAt: now })
  for (const [id, name] of [
    [ADA, 'ada'],
    [BEN, 'ben'],
    [CARLA, 'carla'],
    [DAN, 'dan'],
  ] as const)
    slack.setUser(aSlackUser(id, `${name}@example.com`))
  slack.setGroup(GROUPS.sre, [ADA, BEN])
  slack.setGroup(GROUPS.security, [ADA, CARLA])
  const told = { sent: [] as string[], clicked: [] as string[], reported: [] as unknown[] }
  const report = (error: unknown): void => void told.reported.push(error)
  const notices = openNotices(database.url, realTiming, report)
  const observer = { asked() {}, closed() {}, voted() {} }
  const people: NamedPerson[] = []
  const { desk, groupsOf } = await openApprovals(people, {
    ...{
      store: approvals,
      people: createPeopleStore(database.pool),
      notices,
      timing: realTiming,
      tellsApart: false,
      mostPending: 1_000,
    },
    ...{ observer, report },
  })
  const replicas: Replica[] = []
  return {
    ...{ database, slack, secrets, desk, approvals, store, session, told },
    async replica({ settings, people: named = people, timing } = {}) {
      const opened = openSlack(
        {
          ...{
            botToken,
            mode: { kind: 'http', signingSecret },
            team: TEAM,
            channel: CHANNEL,
            channels: [OTHER_CHANNEL],
          },
          ...{ groups: GROUPS, api: slack.url, ...settings },
        },
        {
          ...{ store, approvals, sessions, desk, people: named, groupsOf, report },
          timing: { ...realTiming, ...timing },
          pageOf: (id) => `https://gate.test/approvals/${id}`,
          observer: { sent: (it) => void told.sent.push(it), clicked: (it) => void told.clicked.push(it) },
        },
      )
      const behind = express()
      behind.use((_req, res) => void res.status(418).end())
      const server = opened.inFrontOf(behind).listen(0, '127.0.0.1')
      await once(server, 'listening')
      opened.start()
      const replica = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
        slack: opened,
        async close() {
          await opened.close()
          server.closeAllConnections()
          server.close()
        },
      }
      replicas.push(replica)
      return replica
    },
    async ask(changes = {}) {
      const requirements = [aRequirement({ from: ['sre'] })] as const
      return desk.ask(aDemand(session, { digest: anyHash().toString('hex'), requirements, ...changes }))
    },
    message: (approval, is = () => true) =>
      eventually(async () => {
        const found = slack.state.messages.find(
          ({ metadata, thread_ts: thread }) => thread === undefined && metadata?.event_payload.approval === approval.id,
        )
        if (found === undefined || !is(found)) return null
        return (await store.find(approval.id))?.ts === found.ts ? found : null
      }),
    thread: (message, replies) =>
      eventually(() => {
        const found = slack.state.messages.filter(({ thread_ts: thread }) => thread === message.ts)
        return found.length >= replies ? found.map(({ text }) => text) : null
      }),
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()))
      await Promise.all([desk.close(), notices.close(), slack.close()])
      await database.drop()
    },
  }
}

/** What a look finds, as soon as it finds something. */
export async function eventually<T>(look: () => T | null | Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 2_000; tries++) {
    const found = await look()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it never came')
}
