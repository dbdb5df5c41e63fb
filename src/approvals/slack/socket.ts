import { SocketModeReceiver } from '@slack/bolt'
import { backoff, type Timing } from '../../core/timing.ts'
import { createApp } from './app.ts'
import { clientOptions } from './call.ts'
import type { Clicks } from './clicks.ts'
import { silent } from './silent.ts'

/** Milliseconds for Slack to say hello, and for it to say goodbye. */
const HELLO = 15_000
const GOODBYE = 1_000
/** The longest wait before another try, in milliseconds. */
const MOST = 15_000

export interface SocketOptions {
  readonly token: string
  readonly appToken: string
  /** The Web API's URL; null for Slack's own. */
  readonly api: string | null
  readonly clicks: Clicks
  readonly timing: Timing
  /** Told once of each loss. */
  readonly report: (error: unknown) => void
}

/**
 * Slack's Socket Mode, connected again whenever the line is lost. We do that, not the client: it gives up where Slack
 * can't be reached, with a rejection that nobody hears.
 */
export function openSocket({ token, appToken, api, clicks, timing, report }: SocketOptions): {
  close(): Promise<void>
} {
  const over = new AbortController()

  /** Resolves once the line is lost, or this is closed. Each line has a client of its own: an old one may still end. */
  const connect = async (): Promise<void> => {
    const receiver = new SocketModeReceiver({
      ...{ appToken, autoReconnectEnabled: false, logger: silent },
      installerOptions: { clientOptions: clientOptions(api) },
    })
    createApp(receiver, token, clicks)
    const { client } = receiver
    const lost = Promise.withResolvers<void>()
    const stop = (): void => lost.resolve()
    client.on('disconnected', stop)
    over.signal.addEventListener('abort', stop)
    const late = new AbortController()
    const silence = timing.sleep(HELLO, AbortSignal.any([late.signal, over.signal])).then(() => false)
    const greeted = client.start().then(() => true)
    let up = false
    try {
      up = await Promise.race([greeted, silence])
      if (up) await lost.promise
      else if (!over.signal.aborted) throw new Error('Slack does not greet us')
    } finally {
      late.abort()
      over.signal.removeEventListener('abort', stop)
      // Greeted only after it was given up, it ends then.
      greeted.then(() => (up ? undefined : client.disconnect())).catch(() => {})
      const said = new AbortController()
      await Promise.race([client.disconnect(), timing.sleep(GOODBYE, said.signal)]).catch(() => {})
      said.abort()
    }
  }

  const keepConnected = async (): Promise<void> => {
    for (let failures = 0; !over.signal.aborted; ) {
      const started = timing.now()
      try {
        await connect()
        failures = timing.now() - started > MOST ? 0 : failures + 1
      } catch (error) {
        if (failures++ === 0) report(error)
      }
      // Slack ends each line now and then, in good order: then there is another at once.
      if (!over.signal.aborted && failures > 1)
        await timing.sleep(backoff(failures - 1, MOST, timing.random), over.signal)
    }
  }
  const done = keepConnected()
  return {
    async close() {
      over.abort()
      await done
    },
  }
}
