import { GatewayError } from '../core/errors.ts'

/** Milliseconds without a byte after which a tunnel or an upgrade is idle. */
const IDLE = 1_000

/**
 * When the gateway is to end, what is silent ends, so that it holds up nobody's end. Answers what forgets about it.
 *
 * @param bytes how many have gone either way so far
 */
export function whenIdle(
  draining: AbortSignal,
  bytes: () => number,
  end: (why: GatewayError) => void,
  interval = IDLE,
): () => void {
  let timer: NodeJS.Timeout | undefined
  const watch = (): void => {
    let before = bytes()
    timer = setInterval(() => {
      const now = bytes()
      if (now === before) end(new GatewayError('ERR_DRAINING', 'This gateway is stopping.', { fix: 'Connect again.' }))
      before = now
    }, interval)
  }
  draining.addEventListener('abort', watch)
  if (draining.aborted) watch()
  return () => {
    draining.removeEventListener('abort', watch)
    clearInterval(timer)
  }
}
