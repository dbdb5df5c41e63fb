import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Piece } from './block-kit.ts'
import { createLimits } from './limits.ts'
import { type Answered, type Arguments, BOT, METHODS, TEAM } from './methods.ts'
import { createSockets } from './sockets.ts'
import { type FakeMessage, type FakeState, type FakeUser, keepState, readState } from './state.ts'

export interface FakeSlackOptions {
  readonly botToken: string
  /** Of Socket Mode. */
  readonly appToken?: string
  readonly signingSecret: string
  readonly channels: readonly string[]
  /** 0 for any; the same again after a kill. */
  readonly port?: number
  readonly stateFile?: string
  /** Messages at once to a channel, before it is one a second. */
  readonly burst?: number
}

/** What becomes of the next calls of a method. `lost`: done, and the line cut before the answer. */
export interface Fault {
  readonly method: string
  readonly times: number
  readonly kind: 'limited' | 'failed' | 'lost' | 'cut' | { readonly error: string }
}

/** What the app said to a delivery: its HTTP status, or 0 where it didn't acknowledge. */
export interface Delivered {
  readonly status: number
  readonly body: string
}

export interface Click {
  readonly user: string
  readonly channel: string
  readonly ts: string
  readonly action: string
  /** Forged where given; by default the button's own. */
  readonly value?: string
  /** Fields of the payload that are to be others. */
  readonly forged?: object
}

/** Slack's Web API, interactivity and Socket Mode on loopback, from their documentation. */
export interface FakeSlack {
  readonly url: string
  readonly port: number
  readonly state: FakeState
  /** Every call that came in, by method. */
  readonly calls: readonly { readonly method: string; readonly given: Arguments; readonly error: string | null }[]
  setUser(user: FakeUser): void
  setGroup(id: string, users: readonly string[]): void
  fault(fault: Fault): void
  message(channel: string, ts: string): FakeMessage | undefined
  /** A person presses a button of a message. Where `url` is null, over Socket Mode. */
  click(click: Click, url: string | null): Promise<Delivered>
  /** A person submits a modal, with what stands in its inputs by action id. */
  submit(
    view: string,
    values: Readonly<Record<string, string>>,
    url: string | null,
    forged?: object,
  ): Promise<Delivered>
  /** Tells everybody who is connected to reconnect. */
  disconnect(): void
  connected(): number
  close(): Promise<void>
}

/** Milliseconds that a trigger is good for, and that an app has to acknowledge. */
const PATIENCE = 3_000

export async function startFakeSlack(options: FakeSlackOptions): Promise<FakeSlack> {
  const file = options.stateFile ?? null
  const state = readState(file)
  const limit = createLimits(options.burst ?? 1)
  const calls: { method: string; given: Arguments; error: string | null }[] = []
  const triggers = new Map<string, { user: string; until: number }>()
  const faults: { -readonly [K in keyof Fault]: Fault[K] }[] = []
  const trigger = (id: string): string | null => {
    const found = triggers.get(id)
    triggers.delete(id)
    return found !== undefined && found.until > Date.now() ? found.user : null
  }
  const sockets = createSockets(PATIENCE)

  const faultOf = (method: string): Fault['kind'] | null => {
    const fault = faults.find((it) => it.method === method && it.times > 0)
    if (fault === undefined) return null
    fault.times -= 1
    return fault.kind
  }
  const perform = (method: string, given: Arguments): Answered => {
    if (method === 'apps.connections.open')
      return { ok: true, url: `ws://127.0.0.1:${port()}/link/?ticket=${randomUUID()}` }
    const known = METHODS[method]
    if (known === undefined) return { ok: false, error: 'unknown_method' }
    const answered = known(given, { state, channels: options.channels, trigger })
    keepState(file, state)
    return answered
  }
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const method = (req.url ?? '').replace(/^\/api\//, '').replace(/\?.*$/, '')
    let body = ''
    for await (const chunk of req) body += chunk
    const given = Object.fromEntries(new URLSearchParams(body))
    const kind = faultOf(method)
    const call = { method, given, error: null as string | null }
    calls.push(call)
    if (kind === 'cut') return void req.socket.destroy()
    if (kind === 'failed') return void res.writeHead(503).end('Service Unavailable')
    const seconds = kind === 'limited' ? 1 : limit(method, given.channel ?? '')
    if (seconds !== null) {
      call.error = 'ratelimited'
      return void json(res, { ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(seconds) })
    }
    const expected = method === 'apps.connections.open' ? options.appToken : options.botToken
    const trusted = expected !== undefined && req.headers.authorization === `Bearer ${expected}`
    const refusal = kind !== null && typeof kind === 'object' ? { ok: false, ...kind } : null
    const answered = trusted ? (refusal ?? perform(method, given)) : { ok: false, error: 'invalid_auth' }
    call.error = answered.ok ? null : String((answered as Answered).error)
    if (kind === 'lost') return void req.socket.destroy()
    json(res, answered)
  }

  const server = createServer((req, res) => void answer(req, res).catch(() => req.socket.destroy()))
  server.on('upgrade', (req, socket) => sockets.accept(req, socket, BOT.app))
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const port = () => (server.address() as AddressInfo).port

  const newTrigger = (user: string): string => {
    const id = `${++state.serial}.${randomUUID()}`
    triggers.set(id, { user, until: Date.now() + PATIENCE })
    return id
  }
  const about = (user: string) => ({
    team: { id: TEAM, domain: 'sally' },
    user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: TEAM },
    api_app_id: BOT.app,
    token: 'verification tokens are deprecated',
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: newTrigger(user),
  })
  const deliver = async (payload: object, url: string | null): Promise<Delivered> =>
    url === null ? sockets.deliver(payload) : post(url, payload, options.signingSecret)

  return {
    url: `http://127.0.0.1:${port()}/api/`,
    port: port(),
    state,
    calls,
    setUser: (user) => {
      const others = state.users.filter(({ id }) => id !== user.id)
      state.users.splice(0, state.users.length, ...others, user)
      keepState(file, state)
    },
    setGroup: (id, users) => {
      state.groups[id] = users
      keepState(file, state)
    },
    fault: (fault) => void faults.push({ ...fault }),
    message: (channel, ts) => state.messages.find((it) => it.channel === channel && it.ts === ts),
    click({ user, channel, ts, action, value, forged }, url) {
      const message = state.messages.find((it) => it.channel === channel && it.ts === ts)
      const button = buttonsOf(message?.blocks ?? []).find((it) => it.action_id === action)
      const payload = {
        type: 'block_actions',
        ...about(user),
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        channel: { id: channel, name: 'approvals' },
        message: message && {
          type: 'message',
          ts,
          text: message.text,
          blocks: message.blocks,
          bot_id: BOT.bot,
          app_id: BOT.app,
        },
        state: { values: {} },
        response_url: 'https://hooks.slack.test/actions/none',
        actions: [
          {
            action_id: action,
            block_id: 'answer',
            type: 'button',
            text: button?.text ?? { type: 'plain_text', text: '?' },
            value: value ?? button?.value,
            action_ts: `${Date.now() / 1_000}`,
          },
        ],
        ...forged,
      }
      return deliver(payload, url)
    },
    submit(id, values, url, forged) {
      const { view, user } = state.views.find((it) => it.id === id)!
      const inputs = view.blocks.filter(({ type }) => type === 'input')
      const stated = inputs.map((input) => {
        const { action_id: action } = input.element as Piece
        return [
          input.block_id,
          { [String(action)]: { type: 'plain_text_input', value: values[String(action)] ?? null } },
        ]
      })
      const payload = {
        type: 'view_submission',
        ...about(user),
        view: {
          ...view,
          id,
          team_id: TEAM,
          app_id: BOT.app,
          bot_id: BOT.bot,
          state: { values: Object.fromEntries(stated) },
          hash: '1',
        },
        response_urls: [],
        ...forged,
      }
      return deliver(payload, url)
    },
    disconnect: sockets.disconnect,
    connected: sockets.connected,
    async close() {
      sockets.close()
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A delivery as Slack signs it ("Verifying requests from Slack"). `changes` forge its headers. */
export async function post(
  url: string,
  payload: object | string,
  signingSecret: string,
  changes: { readonly at?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Delivered> {
  const body =
    typeof payload === 'string' ? payload : new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const timestamp = String(Math.floor((changes.at ?? Date.now()) / 1_000))
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  try {
    const answered = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
        ...changes.headers,
      },
      body,
      signal: AbortSignal.timeout(PATIENCE),
    })
    return { status: answered.status, body: await answered.text() }
  } catch {
    return { status: 0, body: '' }
  }
}

function buttonsOf(blocks: readonly Piece[]): readonly Piece[] {
  return blocks.flatMap((block) => (block.type === 'actions' ? (block.elements as readonly Piece[]) : []))
}

function json(res: ServerResponse, body: object, status = 200, headers: Readonly<Record<string, string>> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
}
