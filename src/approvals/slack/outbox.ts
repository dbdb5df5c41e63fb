import { GatewayError } from '../../core/errors.ts'
import type { SlackStore } from '../../core/slack.ts'
import type { Timing } from '../../core/timing.ts'
import type { Posting } from './posting.ts'

/** Brings what the database says to Slack. Every replica has one; they share the work. */
export interface Outbox {
  /** There may be something to do. */
  wake(): void
  close(): Promise<void>
}

export interface OutboxOptions {
  readonly store: SlackStore
  readonly posting: Posting
  /** True once Slack has said who we are there; until then nothing is sent. */
  readonly ready: () => Promise<boolean>
  /** The channel for an approval, of those that its requirements name. */
  readonly channelOf: (wanted: readonly string[]) => string
  readonly timing: Timing
  readonly report: (error: unknown) => void
}

/** Milliseconds between looks: shortly after there was something to do, and otherwise. */
const SOON = 250
const LATER = 2_000
/** The same at least, however often it is woken. */
const GAP = 100
/** For how long after the last thing to do there may soon be another, in milliseconds. */
const BUSY = 5_000
/** Milliseconds between looks at what is done with. */
const TIDY = 30_000
/** Approvals that are planned for at once, and edits at once. */
const PLANNED = 200
const EDITS = 4

export function createOutbox({ store, posting, ready, channelOf, timing, report }: OutboxOptions): Outbox {
  const over = new AbortController()
  let woken = false
  let sleeper = new AbortController()
  let down = false
  let tidied = 0

  const round = async (): Promise<boolean> => {
    const now = timing.now()
    const unplanned = await store.unplanned(PLANNED)
    if (unplanned.length > 0) {
      const planned = unplanned.map(({ id, channels }) => ({ approval: id, channel: channelOf(channels) }))
      await store.plan(planned)
    }
    if (now - tidied > TIDY) {
      await store.tidy()
      tidied = now
    }
    if (!(await ready())) return false
    const [posts, edits] = await Promise.all([store.claimPosts(), store.claimUpdates(EDITS)])
    await Promise.all([...posts.map(posting.post), ...edits.map(posting.edit)])
    return posts.length + edits.length + unplanned.length > 0
  }

  const rounds = async (): Promise<void> => {
    let lastBusy = timing.now()
    while (!over.signal.aborted) {
      const started = timing.now()
      let busy = false
      try {
        busy = await round()
        down = false
      } catch (error) {
        // The database away, in most cases: said once, and tried again.
        if (!down)
          report(error instanceof GatewayError ? error : new Error('the outbox for Slack failed', { cause: error }))
        down = true
      }
      if (busy) lastBusy = timing.now()
      if (!busy && !woken) await timing.sleep(timing.now() - lastBusy < BUSY ? SOON : LATER, sleeper.signal)
      woken = false
      sleeper = new AbortController()
      const early = started + GAP - timing.now()
      if (early > 0) await timing.sleep(early, over.signal)
    }
  }
  const done = rounds()

  const wake = (): void => {
    woken = true
    sleeper.abort()
  }
  return {
    wake,
    async close() {
      over.abort()
      wake()
      await done
    },
  }
}
