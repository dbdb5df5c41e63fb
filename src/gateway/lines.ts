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
  const held = new Map<string, { readonly lines: Set<Open>; read: Standing | undefined }>()
  let timer: NodeJS.Timeout | undefined
  let looking = false

  const close = (id: string, line: Open): void => {
    const lines = held.get(id)?.lines
    lines?.delete(line)
    if (lines?.size === 0) held.delete(id)
    if (held.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  /** By what was read last of the session: while it can't be read, what was good is good until it expires. */
  const judge = (id: string): void => {
    const { lines, read } = held.get(id) ?? { lines: [], read: undefined }
    for (const line of lines) {
      const why = whyOver(line.owner, read, now())
      if (why === null) continue
      close(id, line)
      line.cut(why)
    }
  }

  const look = async (ids: readonly string[]): Promise<void> => {
    const found = await store.standing(ids).catch(() => [])
    for (const standing of found) {
      const known = held.get(standing.id)
      if (known !== undefined) known.read = standing
    }
    ids.forEach(judge)
  }

  const lookAtAll = async (): Promise<void> => {
    // A database that hangs must not keep anything open beyond its time.
    if (looking) {
      ;[...held.keys()].forEach(judge)
      return
    }
    looking = true
    await look([...held.keys()])
    looking = false
  }

  return {
    open(owner, cut, lasting) {
      const { id } = owner.session
      const known = held.get(id) ?? { lines: new Set(), read: undefined }
      if (lasting && count(known.lines) >= LIMIT) {
        throw new GatewayError('ERR_TUNNEL_LIMIT', `This session has ${LIMIT} tunnels open already.`, {
          fix: 'Close some of them first.',
        })
      }
      const line = { owner, cut, lasting }
      known.lines.add(line)
      held.set(id, known)
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
  // Renewals only ever put the end off.
  if (Math.max(session.expiresAt, standing?.expiresAt ?? 0) <= at) {
    return new GatewayError('ERR_SESSION_EXPIRED', 'The session has expired.')
  }
  const leases = leased === undefined ? [] : [leased.narrowing, ...leased.standing]
  const over = leases.some(
    (lease) => lease !== null && (lease.expiresAt <= at || standing?.endedLeases.includes(lease.id)),
  )
  return over ? new GatewayError('ERR_LEASE_ENDED', 'The lease has ended by which this request went.') : null
}
