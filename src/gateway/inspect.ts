import type { InspectionPorts } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'
import type { Stage } from '../core/journal.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate } from './gate.ts'
import { lookInside } from './honeytokens.ts'
import { keepAlive } from './keep-alive.ts'
import type { Spooling } from './spool.ts'

/** Milliseconds before a client is told that its request is being looked into. */
const PATIENCE = 5_000

/** Bytes of a body that are waited for before it is looked into: nobody occupies programs with less. */
const HEAD_START = 4 * 1024 ** 2

/**
 * What the request would do, as the adapter sees it on a closer look. The very operations given where there is nothing
 * to look at. Rejects with ERR_UNINTELLIGIBLE, ERR_INSPECTION_*, ERR_BODY_TOO_LARGE and ERR_SPOOL_QUOTA.
 */
export async function inspect(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  operations: NonEmpty<Operation>,
  needs: ReadonlySet<string>,
): Promise<NonEmpty<Operation>> {
  const { adapter, request, session } = matched
  if (adapter.inspect === undefined) return operations
  const late = new AbortController()
  const signal = AbortSignal.any([exchange.gone, late.signal])
  const timers: NodeJS.Timeout[] = []
  let stop = (): void => {}
  let uploaded = Promise.resolve()
  let failed: unknown
  let over = false
  const honeytokens = lookInside(gate, exchange, matched)

  /** The time to look counts from when the whole body is there: until then it is the client that takes it. */
  const onceUploaded = async (): Promise<void> => {
    await spooled(exchange)
    await reach(gate, exchange, matched, 'inspecting')
    if (over) return
    timers.push(
      setTimeout(() => late.abort(tooSlow(gate)), gate.limits.inspectionSeconds * 1000),
      setTimeout(async () => {
        const waiting = await adapter.wait?.(request)
        if (waiting && !over) stop = keepAlive(exchange, waiting, LOOKING, STILL)
      }, PATIENCE),
    )
  }
  const ports: InspectionPorts = {
    needs,
    signal,
    async body() {
      const spooling = await spool(gate, exchange, matched)
      uploaded = onceUploaded()
      uploaded.catch((thrown: unknown) => {
        failed = thrown
      })
      await spooling.atLeast(HEAD_START)
      return spooling
    },
    async upstream() {
      exchange.door ??= await gate.doors.open({
        ...{ adapter, session, connection: request.connection, exchange: exchange.id },
      })
      return exchange.door.url
    },
    afterwards: (task) => void exchange.afterwards.push(task),
    ...(honeytokens && { honeytokens }),
  }
  try {
    const looked = await adapter.inspect(request, operations, ports)
    await uploaded
    await honeytokens?.over()
    return looked
  } catch (thrown) {
    // What still arrives is of no use, and the disk is others'.
    await exchange.spooling?.remove()
    // What was seen was sent, whatever else is wrong with it.
    await honeytokens?.over()
    signal.throwIfAborted()
    throw failed ?? thrown
  } finally {
    over = true
    for (const timer of timers) clearTimeout(timer)
    stop()
  }
}

const LOOKING = ['looking at what is inside'] as const
const STILL = 'still looking at what is inside'

/** Puts the body on disk, where nothing can change what is looked into, approved and forwarded. */
export async function atRest(gate: Gate, exchange: Exchange, matched: Matched): Promise<void> {
  if (exchange.body === null) return
  await spool(gate, exchange, matched)
  await spooled(exchange)
}

async function spool(gate: Gate, exchange: Exchange, matched: Matched): Promise<Spooling> {
  if (exchange.spooling === undefined) {
    await reach(gate, exchange, matched, 'uploading')
    const { spoolDirectory, spoolBytes } = gate.limits
    exchange.spooling = await exchange.body!.spool(spoolDirectory, spoolBytes, gate.spoolQuota.of(matched.session.id))
  }
  return exchange.spooling
}

async function spooled(exchange: Exchange): Promise<void> {
  exchange.spooled = await exchange.spooling!.whole
}

/** Puts on record how far an exchange has come. */
export function reach(
  gate: Gate,
  { id }: Exchange,
  { session, request }: Matched,
  stage: Stage['stage'],
): Promise<void> {
  return gate.journal.reach({
    exchange: id,
    session: session.id,
    connection: request.connection.name,
    stage,
    at: gate.now(),
  })
}

function tooSlow(gate: Gate): GatewayError {
  return new GatewayError(
    'ERR_INSPECTION_LIMIT',
    `Looking at what is inside the request took longer than ${gate.limits.inspectionSeconds} seconds.`,
    { fix: 'Send less at once.' },
  )
}
