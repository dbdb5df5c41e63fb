import type { ApprovalState } from './approval.ts'

/** Slack's message about one approval, as far as we know. */
export interface SlackMessage {
  readonly approval: string
  readonly channel: string
  /** By which Slack knows it; null until it is posted. */
  readonly ts: string | null
  /** The approval's version that it shows, and the one that its thread tells of; -1 for none. */
  readonly shown: number
  readonly told: number
  /** How many votes, and which state, its thread tells of. */
  readonly toldVotes: number
  readonly toldState: ApprovalState
  readonly reminded: boolean
  /** What somebody began to post without saying how that ended; null for nothing. */
  readonly sending: string | null
  /** How often in a row something about it failed. */
  readonly failures: number
}

/** A message that nobody else works on until the lease is over. */
export interface ClaimedMessage extends SlackMessage {
  readonly lease: string
}

/** What became of a claim; what isn't named stays. */
export interface SettledMessage {
  readonly ts?: string | null
  readonly shown?: number
  readonly told?: number
  readonly toldVotes?: number
  readonly toldState?: ApprovalState
  readonly reminded?: boolean
  readonly sending: string | null
  readonly failures: number
  /** Milliseconds for which it isn't looked at again. */
  readonly wait: number
  /** Nothing more will be said. */
  readonly finished: boolean
}

/** Slack's messages in the database, by whose clock all of this goes: several replicas share the work. */
export interface SlackStore {
  /** Pending approvals that no message was planned for, oldest first. */
  unplanned(limit: number): Promise<readonly { readonly id: string; readonly channels: readonly string[] }[]>
  /** Plans a message about each approval, in its channel. */
  plan(messages: readonly { readonly approval: string; readonly channel: string }[]): Promise<void>
  /** For each channel that may be posted to now, the oldest message that has something to post; the channel rests then. */
  claimPosts(): Promise<readonly ClaimedMessage[]>
  /** Posted messages that show less than there is to show. */
  claimUpdates(limit: number): Promise<readonly ClaimedMessage[]>
  /** Writes down what is about to be posted; false where the lease is lost. */
  begin(claim: ClaimedMessage, sending: string): Promise<boolean>
  /** Gives the claim back. Where the lease was lost, the message is drawn again instead: it may show something old. */
  settle(claim: ClaimedMessage, result: SettledMessage): Promise<void>
  /** Posts nothing to the channel, or edits nothing where it is null, for so many milliseconds. */
  rest(channel: string | null, milliseconds: number): Promise<void>
  /** Nothing was posted to the channel after all. */
  resume(channel: string): Promise<void>
  find(approval: string): Promise<SlackMessage | null>
  /** Finishes with what was used long ago, and takes up again what changed since it was finished with. */
  tidy(): Promise<void>
  /** When the oldest approval that isn't posted was asked for, in milliseconds since the epoch; null where all are. */
  oldestUnsent(): Promise<number | null>
}
