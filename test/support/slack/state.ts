import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Piece } from './block-kit.ts'

/** A message as `conversations.history` shows it, and what it was before each edit. */
export interface FakeMessage {
  readonly type: 'message'
  readonly channel: string
  readonly ts: string
  readonly thread_ts?: string
  readonly user: string
  readonly bot_id: string
  readonly app_id: string
  text: string
  blocks: readonly Piece[]
  readonly metadata?: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> }
  readonly earlier: string[]
  /** How it was asked to be treated: `parse`, `link_names`, `unfurl_links`. */
  treated: Readonly<Record<string, string>>
}

export interface FakeUser {
  readonly id: string
  readonly team_id: string
  readonly name: string
  readonly deleted: boolean
  readonly is_bot: boolean
  readonly is_app_user: boolean
  readonly is_restricted: boolean
  readonly is_ultra_restricted: boolean
  readonly is_stranger?: boolean
  readonly is_email_confirmed: boolean
  readonly profile: { readonly email?: string; readonly real_name: string }
}

export interface FakeView {
  readonly id: string
  readonly user: string
  readonly view: {
    readonly callback_id: string
    readonly private_metadata: string
    readonly blocks: readonly Piece[]
  } & Piece
}

/** All that a workspace holds; outlives the process where it has a file. */
export interface FakeState {
  readonly messages: FakeMessage[]
  readonly ephemerals: { readonly channel: string; readonly user: string; readonly text: string }[]
  readonly views: FakeView[]
  readonly users: FakeUser[]
  readonly groups: Record<string, readonly string[]>
  /** Made up to tell times and names apart. */
  serial: number
}

const EMPTY: FakeState = { messages: [], ephemerals: [], views: [], users: [], groups: {}, serial: 0 }

/** The state that a file holds, or a new one. */
export function readState(file: string | null): FakeState {
  return file !== null && existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as FakeState)
    : structuredClone(EMPTY)
}

/** Whole or not at all, whenever the process is killed. */
export function keepState(file: string | null, state: FakeState): void {
  if (file === null) return
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

/** A member of the workspace whose address is confirmed. */
export function aSlackUser(id: string, email: string, changes: Partial<FakeUser> = {}): FakeUser {
  return {
    id,
    team_id: 'T0SALLY',
    name: email.split('@')[0]!,
    deleted: false,
    is_bot: false,
    is_app_user: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_email_confirmed: true,
    profile: { email, real_name: email.split('@')[0]! },
    ...changes,
  }
}
