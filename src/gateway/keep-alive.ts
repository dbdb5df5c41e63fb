import type { Waiting } from '../core/adapter.ts'
import type { Exchange } from './exchange.ts'

/** Milliseconds between bytes that keep a client's connection alive, and how many of them go by between two lines. */
const TICK = 5_000
const LINE = 6

/**
 * Begins a client's answer, where it hasn't begun, says these lines, and keeps the connection alive until the function
 * returned is called; `still` is said again and again.
 */
export function keepAlive(exchange: Exchange, waiting: Waiting, lines: readonly string[], still: string): () => void {
  const { res } = exchange
  if (exchange.waiting === undefined) res.writeHead(waiting.head.status, waiting.head.headers.flat())
  exchange.waiting = waiting
  for (const line of lines) res.write(waiting.say(line))
  let ticks = 0
  const timer = setInterval(() => {
    ticks++
    res.write(ticks % LINE === 0 ? waiting.say(still) : waiting.tick)
  }, TICK)
  return () => clearInterval(timer)
}
