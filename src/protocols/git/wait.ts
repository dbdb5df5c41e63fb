import type { Waiting } from '../../core/adapter.ts'
import { type AnswerHead, header, type Request } from '../../core/request.ts'
import { lfsRouteOf } from './lfs/route.ts'
import { peek } from './peek.ts'
import { PROBE, readPush } from './receive-pack.ts'
import { resultHeaders } from './refuse.ts'
import { hasSideBand, rejection, say, wantsReport } from './report.ts'
import { routeOf } from './route.ts'
import { gateLine } from './words.ts'

/** An empty packet on the band for people: keeps the connection alive, and git prints nothing. */
const TICK = Buffer.from('0005\x02')

/**
 * How a push is held: its answer begins at once, with lines for people, and later goes on with the upstream's own or
 * ends in a rejection. Null for all other requests, and for clients that would hear nothing of it.
 */
export async function wait(request: Request): Promise<Waiting | null> {
  if (lfsRouteOf(request) !== undefined) return null
  const { service, step } = routeOf(request)
  if (service !== 'git-receive-pack' || step !== 'call') return null
  const push = await peek(request, readPush)
  if (push === PROBE || !wantsReport(push) || !hasSideBand(push)) return null
  const headers = resultHeaders(service)
  return {
    // Proxies on the way must not keep the lines to themselves.
    head: { status: 200, headers: [...headers, ['x-accel-buffering', 'no']] },
    tick: TICK,
    say: (line) => say([gateLine(line)]),
    refuse: (refusal) => rejection(push, refusal),
    continues: (head: AnswerHead) =>
      head.status === 200 &&
      header(head.headers, 'content-type') === header(headers, 'content-type') &&
      header(head.headers, 'content-encoding') === undefined,
  }
}
