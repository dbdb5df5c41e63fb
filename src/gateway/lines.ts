import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { StoredSession } from '../core/ports.ts'

/** What stays open between a client and an upstream longer than a request: tunnels, upgrades. */
export interface Line {
  close(): void
}

export interface Lines {
  /**
   * Counts a line of a session until it is closed, and has it cut within about a second of the session's end.
   *
   * @throws ERR_TUNNEL_LIMIT
   */
  open(token: string, session: StoredSession, cut: (why: GatewayError) => void): Line
}

/** Lines that one session may have open. */
export const LIMIT = 1_000
/** Milliseconds between looks at sessions. */
const INTERVAL = 1_000

interface Held {
  readonly token: string
  readonly cuts: Set<(why: GatewayError) => void>
  expiresAt: number
}

/** Looks at each session with open lines once a second, however many it has. */
export function createLines(identify: (token: string) => Promise<StoredSession>, now: () => number): Lines {
  const held = new Map<string, Held>()
  let timer: NodeJS.Timeout | undefined

  const cutAll = (id: string, why: GatewayError): void => {
    const cuts = [...(held.get(id)?.cuts ?? [])]
    held.delete(id)
    for (const cut of cuts) cut(why)
  }

  const look = async (): Promise<void> => {
    await Promise.all(
      [...held].map(async ([id, line]) => {
        try {
          line.expiresAt = (await identify(line.token)).expiresAt
        } catch (thrown) {
          const error = asGatewayError(thrown)
          // While sessions can't be read, one that was good is good until it expires, as far as we know.
          if (error.status === 401 || line.expiresAt <= now()) cutAll(id, error)
        }
      }),
    )
    stopIfIdle()
  }

  const stopIfIdle = (): void => {
    if (held.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    open(token, session, cut) {
      const line = held.get(session.id) ?? { token, cuts: new Set(), expiresAt: session.expiresAt }
      if (line.cuts.size >= LIMIT) {
        throw new GatewayError('ERR_TUNNEL_LIMIT', `This session has ${LIMIT} tunnels open already.`, {
          fix: 'Close some of them first.',
        })
      }
      held.set(session.id, line)
      line.cuts.add(cut)
      timer ??= setInterval(() => void look(), INTERVAL)
      timer.unref()
      return {
        close() {
          line.cuts.delete(cut)
          if (line.cuts.size === 0 && held.get(session.id) === line) held.delete(session.id)
          stopIfIdle()
        },
      }
    },
  }
}
