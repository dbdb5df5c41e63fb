import { GatewayError } from '../core/errors.ts'
import type { SessionStore, Standing } from '../core/ports.ts'
import type { Session } from '../core/session.ts'
import type { Leased } from './lease.ts'

/** What is under way between a client and an upstream: a request, a tunnel, an upgrade. */
export interface Line {
  close(): void
}

/** Whose a line is, and by which leases: as they are when somebody looks. */
export interface Owner {
  readonly session: Pick<Session, 'id' | 'expiresAt' | 'leases'>
  readonly leased?: Leased
}

export interface Lines {
  /**
   * Counts a line of a session until it is closed, and has it cut within a second of the session's end, or of a lease's
   * that it goes by.
   *
   * @param lasting for what stays open longer than a request: each session may have {@link LIMIT} of these
   * @throws ERR_TUNNEL_LIMIT
   */
  open(owner: Owner, cut: (why: GatewayError) => void, lasting: boolean): Line
  /** Looks at a session's lines at once, or at all: something may have ended. */
  look(session: string | null): void
}

/** Lasting lines that one session may have open. */
export const LIMIT = 1_000
/** Milliseconds between looks at all sessions: what is told by notices is cut sooner. */
const INTERVAL = 500

interface Open {
  readonly owner: Owner
  readonly cut: (why: GatewayError) => void
  readonly lasting: boolean
}

/** Looks at all sessions with open lines by one query, however many they are. */
export function createLines(store: Pick<SessionStore, 'standing'>, now: () => number): Lines {
  const held = new Map<string, Set<Open>>()
  let timer: NodeJS.Timeout | undefined
  let looking = false

  const close = (id: string, line: Open): void => {
    const lines = held.get(id)
    lines?.delete(line)
    if (lines?.size === 0) held.delete(id)
    if (held.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  const judge = (id: string, standing: Standing | undefined): void => {
    for (const line of held.get(id) ?? []) {
      const why = whyOver(line.owner, standing, now())
      if (why === null) continue
      close(id, line)
      line.cut(why)
    }
  }

  const look = async (ids: readonly string[]): Promise<void> => {
    let found: readonly Standing[] = []
    try {
      found = await store.standing(ids)
    } catch {
      // While sessions can't be read, what was good is good until it expires, as far as we know.
    }
    for (const id of ids)
      judge(
        id,
        found.find((it) => it.id === id),
      )
  }

  const lookAtAll = async (): Promise<void> => {
    if (looking) return
    looking = true
    await look([...held.keys()])
    looking = false
  }

  return {
    open(owner, cut, lasting) {
      const { id } = owner.session
      const lines = held.get(id) ?? new Set()
      if (lasting && count(lines) >= LIMIT) {
        throw new GatewayError('ERR_TUNNEL_LIMIT', `This session has ${LIMIT} tunnels open already.`, {
          fix: 'Close some of them first.',
        })
      }
      const line = { owner, cut, lasting }
      held.set(id, lines.add(line))
      timer ??= setInterval(() => void lookAtAll(), INTERVAL).unref()
      return { close: () => close(id, line) }
    },
    look(session) {
      if (session === null) void lookAtAll()
      else if (held.has(session)) void look([session])
    },
  }
}

function count(lines: ReadonlySet<Open>): number {
  let lasting = 0
  for (const line of lines) if (line.lasting) lasting++
  return lasting
}

/** @param standing undefined where it isn't known */
function whyOver({ session, leased }: Owner, standing: Standing | undefined, at: number): GatewayError | null {
  if (standing !== undefined && standing.endedAt !== null) {
    return new GatewayError('ERR_SESSION_ENDED', 'The session has ended.')
  }
  if ((standing ?? session).expiresAt <= at) {
    return new GatewayError('ERR_SESSION_EXPIRED', 'The session has expired.')
  }
  const leases = leased === undefined ? [] : [leased.narrowing, ...leased.standing]
  const over = leases.some(
    (lease) => lease !== null && (lease.expiresAt <= at || standing?.endedLeases.includes(lease.id)),
  )
  return over ? new GatewayError('ERR_LEASE_ENDED', 'The lease has ended by which this request went.') : null
}
