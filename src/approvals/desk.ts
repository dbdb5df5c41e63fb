import type { Approval, Ask, Ballot, Demand, Door } from '../core/approval.ts'
import { GatewayError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { ApprovalStore, Notices, PeopleStore } from '../core/ports.ts'
import type { Timing } from '../core/timing.ts'
import { requestersOf, withMailboxes } from './people.ts'
import { settle } from './settle.ts'
import { MEMORY, throttle } from './throttle.ts'
import { createWatch } from './watch.ts'

/** Milliseconds between looks at what notices may have missed, and at what is over. */
const ROUND = 1_000
/** Seconds that a look goes back: a change counts from when it is made, and is seen once it is committed. */
const BACK = 15

/** Where requests are held until people answer. */
export interface Desk {
  /** Joins the open approval of the same digest, or opens one. Rejects with ERR_APPROVAL_THROTTLED, ERR_HOLD_LIMIT. */
  ask(demand: Demand): Promise<Approval>
  /** The approval once it is no longer pending, or as it stands at `until` (milliseconds since the epoch), or when aborted. */
  answered(approval: Approval, until: number, signal: AbortSignal): Promise<Approval>
  /** Rejects with ERR_NOT_FOUND, ERR_APPROVAL_CLOSED, ERR_VOTER_*. */
  vote(id: string, ballot: Ballot): Promise<Approval>
  /** After a use that sent nothing upstream. */
  giveBack(id: string, exchange: string): Promise<void>
  /** Calls back with the id of each approval that changed, on any replica; with null where some may have been missed. */
  changed(listener: (id: string | null) => void): void
  close(): Promise<void>
}

/** What the desk tells of its work. */
export interface DeskObserver {
  asked(): void
  /** Closed by people, or by time; seconds since it was asked for. */
  closed(state: 'approved' | 'denied' | 'expired' | 'lapsed', seconds: number | null): void
  voted(vote: { person: string; answer: string; door: Door; seconds: number }): void
}

export interface DeskOptions {
  readonly store: ApprovalStore
  readonly people: PeopleStore
  readonly notices: Notices
  readonly timing: Timing
  /** Whether the doors tell people apart: then a run that nobody is known behind asks for one more of them. */
  readonly tellsApart: boolean
  /** Approvals of one run that may be pending at once. */
  readonly mostPending: number
  readonly observer: DeskObserver
  readonly report: (error: unknown) => void
}

/** A desk over a store; every replica has one. */
export function createDesk({
  store,
  people,
  notices,
  timing,
  tellsApart,
  observer,
  report,
  mostPending,
}: DeskOptions): Desk {
  const { now } = timing
  const watch = createWatch(store, report)
  const listeners: ((id: string | null) => void)[] = [watch.look]
  const tell = (id: string | null): void => {
    for (const listener of listeners) listener(id)
  }
  const over = new AbortController()

  const close = async (): Promise<void> => {
    for (const { state } of await store.close(now())) observer.closed(state, null)
  }

  const rounds = async (): Promise<void> => {
    let missed = true
    let seen: ReadonlySet<string> = new Set()
    while (!over.signal.aborted) {
      try {
        await close()
        const changes = new Map((await store.changed(BACK)).map(({ id, version }) => [`${id} ${version}`, id]))
        if (missed) tell(null)
        else for (const [change, id] of changes) if (!seen.has(change)) tell(id)
        seen = new Set(changes.keys())
        missed = false
        watch.retry()
      } catch (error) {
        // Said once: requests tell of it as well, each in its own words.
        if (!missed) report(error)
        missed = true
      }
      await timing.sleep(ROUND, over.signal)
    }
  }
  notices.heard('approvals', tell)
  const done = rounds()

  return {
    async ask(demand) {
      const ask = await asAsk(demand, people, tellsApart)
      const times = { since: now() - MEMORY, at: now() }
      const { denials, pending } = await store.ofRun(ask.session, ask.digest, times)
      throttle(denials, times.at)
      if (pending >= mostPending) throw tooMany(pending)
      const seconds = Math.min(...ask.requirements.map((requirement) => requirement.seconds))
      for (;;) {
        const at = now()
        const id = newId(at)
        const opened = await store.open(id, ask, at, at + seconds * 1000)
        if (opened?.id === id) observer.asked()
        if (opened !== null) return opened
        await close()
      }
    },
    answered: (approval, until, signal) => watch.answered(approval, until - now(), signal),
    async vote(id, ballot) {
      const { voter } = ballot
      const reason = ballot.reason?.trim() || null
      const { addressed } = await people.join(withMailboxes(voter.identities))
      if (!addressed && voter.door !== 'operator') throw unknown(voter.name)
      const at = now()
      const voted = await store.vote(id, { ballot: { ...ballot, reason }, at }, settle)
      if (voted === null) throw await notOpen(store, id, at)
      const seconds = (at - voted.askedAt) / 1000
      observer.voted({ person: voter.name, answer: ballot.answer, door: voter.door, seconds })
      if (voted.state === 'approved' || voted.state === 'denied') {
        observer.closed(voted.state, seconds)
        watch.wake(voted)
      }
      return voted
    },
    giveBack: (id, exchange) => store.giveBack(id, exchange),
    changed: (listener) => void listeners.push(listener),
    async close() {
      over.abort()
      await done
    },
  }
}

async function asAsk({ session, ...demand }: Demand, people: PeopleStore, tellsApart: boolean): Promise<Ask> {
  const { repository, ref, event, actor } = session.trust
  const requesters = requestersOf(session)
  const known = !tellsApart || (await people.anyKnown(requesters))
  // Who isn't known can't be kept from answering for themselves: so one answer more.
  const more = known ? 0 : 1
  const [first, ...rest] = demand.requirements
  return {
    ...demand,
    session: session.id,
    agent: session.agent,
    requirements: [raised(first, more), ...rest.map((requirement) => raised(requirement, more))],
    origin: { repository, ref, event, actor, known },
    requesters,
  }
}

function raised<Asked extends { readonly quorum: number }>(requirement: Asked, more: number): Asked {
  return { ...requirement, quorum: requirement.quorum + more }
}

/** A client that goes away frees its place among those who wait, and could ask people for ever. */
function tooMany(pending: number): GatewayError {
  return new GatewayError('ERR_HOLD_LIMIT', `${pending} requests of this run wait for people already; no more can.`, {
    fix: 'Wait until some of them are answered or expire.',
  })
}

/** Whose vote this is must be known by something that the person who asked could be known by as well. */
function unknown(name: string): GatewayError {
  return new GatewayError('ERR_VOTER_UNKNOWN', `No verified e-mail address is known of ${name}.`, {
    fix: 'Have the identity provider verify it, or have it written down in sallyport.yaml: people.',
  })
}

async function notOpen(store: ApprovalStore, id: string, at: number): Promise<GatewayError> {
  const found = await store.find(id)
  if (found === null) return new GatewayError('ERR_NOT_FOUND', 'There is no such approval.')
  const state = found.state === 'pending' && found.expiresAt <= at ? 'expired' : found.state
  return new GatewayError('ERR_APPROVAL_CLOSED', `The approval is ${state}; it can't be answered any more.`)
}
