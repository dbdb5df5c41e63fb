import { faultsOf, type Piece } from './block-kit.ts'
import type { FakeMessage, FakeState } from './state.ts'

/** The app and the workspace that this Slack knows. */
export const TEAM = 'T0SALLY'
export const BOT = { user: 'U0GATE', bot: 'B0GATE', app: 'A0GATE' }

export type Arguments = Readonly<Record<string, string>>
export type Answered = { readonly ok: boolean } & Readonly<Record<string, unknown>>

/** What a method may use besides its arguments. */
export interface Surroundings {
  readonly state: FakeState
  readonly channels: readonly string[]
  /** The user whom a trigger was given for, once. */
  trigger(id: string): string | null
}

const refused = (error: string, messages: readonly string[] = []): Answered => ({
  ok: false,
  error,
  ...(messages.length === 0 ? {} : { response_metadata: { messages } }),
})

/** The Web API's methods, each as its reference page describes it. */
export const METHODS: { readonly [method: string]: (given: Arguments, around: Surroundings) => Answered } = {
  'auth.test': () => ({
    ok: true,
    url: 'https://sally.slack.test/',
    team: 'Sally',
    user: 'gate',
    team_id: TEAM,
    user_id: BOT.user,
    bot_id: BOT.bot,
    is_enterprise_install: false,
  }),
  'chat.postMessage': (given, around) => {
    const fault = unfit(given, around)
    if (fault !== null) return fault
    const { state } = around
    const message: FakeMessage = {
      type: 'message',
      channel: given.channel!,
      ts: nextTs(state),
      ...(given.thread_ts === undefined ? {} : { thread_ts: given.thread_ts }),
      user: BOT.user,
      bot_id: BOT.bot,
      app_id: BOT.app,
      text: given.text ?? '',
      blocks: blocksOf(given),
      ...(given.metadata === undefined ? {} : { metadata: JSON.parse(given.metadata) }),
      earlier: [],
      treated: treated(given),
    }
    state.messages.push(message)
    return { ok: true, channel: message.channel, ts: message.ts, message: shown(message, false) }
  },
  'chat.update': (given, around) => {
    const fault = unfit(given, around)
    if (fault !== null) return fault
    const message = around.state.messages.find((it) => it.channel === given.channel && it.ts === given.ts)
    if (message === undefined) return refused('message_not_found')
    message.earlier.push(message.text)
    Object.assign(message, { text: given.text ?? message.text, blocks: blocksOf(given), treated: treated(given) })
    return { ok: true, channel: message.channel, ts: message.ts, text: message.text, message: shown(message, false) }
  },
  'chat.postEphemeral': (given, { state, channels }) => {
    if (!channels.includes(given.channel!)) return refused('channel_not_found')
    state.ephemerals.push({ channel: given.channel!, user: given.user!, text: given.text ?? '' })
    return { ok: true, message_ts: nextTs(state) }
  },
  'views.open': (given, { state, trigger }) => {
    const user = trigger(given.trigger_id ?? '')
    if (user === null) return refused('expired_trigger_id')
    const view = JSON.parse(given.view!) as Piece & { title: Piece; blocks: Piece[]; private_metadata?: string }
    const faults = [
      ...faultsOf(view.blocks, 'modal'),
      ...(String(view.title.text).length > 24 ? ['title: must be less than 25 characters'] : []),
      ...((view.private_metadata ?? '').length > 3_000 ? ['private_metadata: too long'] : []),
    ]
    if (faults.length > 0) return refused('invalid_arguments', faults)
    const opened = { id: `V${++state.serial}`, user, view: view as never }
    state.views.push(opened)
    return { ok: true, view: { ...view, id: opened.id, team_id: TEAM, app_id: BOT.app } }
  },
  'users.info': (given, { state }) => {
    const user = state.users.find(({ id }) => id === given.user)
    return user === undefined ? refused('user_not_found') : { ok: true, user }
  },
  'usergroups.users.list': (given, { state }) => {
    const users = state.groups[given.usergroup!]
    return users === undefined ? refused('no_such_subteam') : { ok: true, users }
  },
  'conversations.history': (given, around) =>
    page(given, around, (message) => message.thread_ts === undefined || message.thread_ts === message.ts),
  'conversations.replies': (given, around) =>
    page(given, around, (message) => message.ts === given.ts || message.thread_ts === given.ts),
}

function unfit(given: Arguments, { channels }: Surroundings): Answered | null {
  if (!channels.includes(given.channel!)) return refused('channel_not_found')
  const blocks = blocksOf(given)
  if ((given.text ?? '') === '' && blocks.length === 0) return refused('no_text')
  if ((given.text ?? '').length > 40_000) return refused('msg_too_long')
  if (JSON.stringify(blocks).length > 48_000) return refused('msg_blocks_too_long')
  const faults = faultsOf(blocks, 'message')
  return faults.length > 0 ? refused('invalid_blocks', faults) : null
}

/** Newest first, as the documentation says, one page of `limit` after another. */
function page(
  given: Arguments,
  { state, channels }: Surroundings,
  wanted: (message: FakeMessage) => boolean,
): Answered {
  if (!channels.includes(given.channel!)) return refused('channel_not_found')
  const metadata = given.include_all_metadata === 'true'
  const all = state.messages
    .filter((it) => it.channel === given.channel && wanted(it) && Number(it.ts) > Number(given.oldest ?? 0))
    .reverse()
  const from = Number(given.cursor ?? 0)
  const next = from + Number(given.limit ?? 100)
  return {
    ok: true,
    messages: all.slice(from, next).map((message) => shown(message, metadata)),
    has_more: next < all.length,
    response_metadata: { next_cursor: next < all.length ? String(next) : '' },
  }
}

function shown(
  { metadata, earlier: _earlier, treated: _treated, channel: _channel, ...message }: FakeMessage,
  all: boolean,
) {
  return { ...message, ...(all && metadata !== undefined ? { metadata } : {}) }
}

function blocksOf(given: Arguments): Piece[] {
  return given.blocks === undefined ? [] : (JSON.parse(given.blocks) as Piece[])
}

function treated(given: Arguments): Readonly<Record<string, string>> {
  const names = ['parse', 'link_names', 'unfurl_links', 'unfurl_media', 'mrkdwn']
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]!]])))
}

function nextTs(state: FakeState): string {
  state.serial += 1
  return `${Math.floor(Date.now() / 1_000)}.${String(state.serial).padStart(6, '0')}`
}
