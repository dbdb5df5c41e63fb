import type { Logger } from 'pino'
import type { Metrics } from './api/metrics.ts'
import type { Config } from './config/config.ts'
import { forgetOldest } from './core/oldest.ts'
import type { KeyStore } from './core/ports.ts'
import type { Honeytokens } from './gateway/gate.ts'
import { type AlarmOptions, createAlarm } from './honeytokens/alarm.ts'
import { deriveHoneytokens } from './honeytokens/derive.ts'
import { createWatch } from './masking/index.ts'

interface HoneytokenPorts {
  readonly keys: KeyStore
  readonly sessions: AlarmOptions['sessions']
  readonly metrics: Pick<Metrics, 'honeytokenSeen'>
  readonly log: Pick<Logger, 'warn'>
  readonly now: () => number
}

/** Sessions whose honeytokens are kept ready. */
const READY = 1_000

/**
 * The configured honeytokens, and what a session's job finds of them in its environment; null where none are configured.
 * Rejects with ERR_STORE_UNAVAILABLE.
 */
export async function openHoneytokens(
  { honeytokens: configured }: Pick<Config, 'honeytokens'>,
  { keys, sessions, metrics, log, now }: HoneytokenPorts,
): Promise<(Honeytokens & { variables(session: string): Readonly<Record<string, string>> }) | null> {
  if (configured === null) return null
  const key = await keys.keyOf('honeytokens')
  const derived = (session: string) => deriveHoneytokens(key, session, configured.variables)
  const watched = ({ telltales }: ReturnType<typeof derived>) => ({ telltales, ...createWatch(telltales) })
  const ready = new Map<string, ReturnType<Honeytokens['of']>>()
  return {
    variables: (session) => derived(session).variables,
    of(session) {
      const known = ready.get(session) ?? watched(derived(session))
      ready.delete(session)
      ready.set(session, known)
      forgetOldest(ready, READY)
      return known
    },
    alarm: createAlarm({
      ...{ sessions, revokes: configured.revoke, now },
      told(session, { exchange, honeytoken, place }) {
        log.warn({ session, exchange, honeytoken, place }, 'honeytoken seen')
        metrics.honeytokenSeen(honeytoken, place)
      },
    }),
  }
}
