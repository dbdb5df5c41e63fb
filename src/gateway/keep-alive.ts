import type { Waiting } from '../core/adapter.ts'
import type { Approval } from '../core/approval.ts'
import type { Exchange } from './exchange.ts'

/** Milliseconds between bytes that keep a held connection alive, and how many of them go by between two lines. */
const TICK = 5_000
const LINE = 6

/** Begins a held client's answer, and keeps it alive until the function returned is called. */
export function keepAlive(exchange: Exchange, waiting: Waiting, approval: Approval): () => void {
  const { res } = exchange
  exchange.waiting = waiting
  res.writeHead(waiting.head.status, waiting.head.headers.flat())
  for (const line of question(approval)) res.write(waiting.say(line))
  let ticks = 0
  const timer = setInterval(() => {
    ticks++
    res.write(ticks % LINE === 0 ? waiting.say(`still waiting for approval ${approval.id}`) : waiting.tick)
  }, TICK)
  return () => clearInterval(timer)
}

function question(approval: Approval): string[] {
  const asked = approval.requirements.map(({ code, operation, from, quorum }) => {
    const { kind, resource } = approval.operations[operation]!
    return `${kind} ${resource} needs ${quorum} of ${from.join(', ')} (${code})`
  })
  return [
    'held for approval',
    ...asked,
    `approval ${approval.id}`,
    `to answer: sallyport approvals approve ${approval.id}`,
  ]
}
