import { type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Adapter, BodyOnDisk, HoneytokensInside, InspectionPorts } from '../../core/adapter.ts'
import { unintelligible } from '../../core/errors.ts'
import type { Json, NonEmpty } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'
import { header, type Request } from '../../core/request.ts'
import { peek } from './peek.ts'
import { PROBE, type Push, readPush } from './receive-pack.ts'
import { routeOf } from './route.ts'

/** One ref that a push creates, where `old` is null, or moves. */
interface Move {
  readonly ref: string
  readonly old: string | null
  readonly new: string
}

/** Which repository, and where git on this machine finds it. */
interface Repository {
  readonly connection: string
  readonly repository: string
  readonly objectFormat: 'sha1' | 'sha256'
}

/** What looks into packs. */
export interface PushInspector {
  /** What is inside, a move at a time, as `policies/schemas/git.schema` has it. */
  inspect(
    push: Repository & {
      readonly moves: readonly Move[]
      pack(): Readable
      remote(): Promise<{ readonly url: string }>
      readonly signal: AbortSignal
      readonly honeytokens?: HoneytokensInside
    },
  ): Promise<readonly object[]>
  /** The refs that point at each object: what an annotated tag stands for counts as well. */
  refs(remote: { readonly url: string }, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>
  /** Brings what pushes are compared with up to date. */
  refresh(repository: Repository, remote: { readonly url: string }): Promise<void>
}

/** A push's operations with what its pack holds; a fetch's with the refs that it wants, where policy asks for them. */
export function inspectWith(inspector: PushInspector): NonNullable<Adapter['inspect']> {
  return async (request, operations, ports) => {
    if (ports.needs.has(WANTED_REFS)) return withWantedRefs(inspector, request, operations, ports)
    const moves = operations.flatMap((operation) => moveOf(operation) ?? [])
    if (moves.length === 0) return operations
    const push = await peek(request, readPush)
    if (push === PROBE) return operations
    const { repository } = routeOf(request)
    const objectFormat = push.capabilities.has('object-format=sha256') ? 'sha256' : 'sha1'
    const name: Repository = { connection: request.connection.name, repository, objectFormat }
    const remote = async () => ({ url: await addressOf(request, ports) })
    const body = await ports.body()
    const pack = () => packOf(request, push, body)
    const { signal, honeytokens } = ports
    const inspections = await inspector.inspect({
      ...{ ...name, moves, pack, remote, signal },
      ...(honeytokens && { honeytokens }),
    })
    ports.afterwards(async () => inspector.refresh(name, await remote()))
    // What nobody looked into would look to a policy like what holds nothing.
    if (inspections.length !== moves.length) throw new Error('not every ref of the push was looked into')
    const left = [...inspections]
    const [first, ...rest] = operations
    const looked = (operation: Operation): Operation =>
      moveOf(operation) === null ? operation : withDetail(operation, { inspection: left.shift() as Json })
    return [looked(first), ...rest.map(looked)]
  }
}

const WANTED_REFS = 'wanted_refs'

async function withWantedRefs(
  inspector: PushInspector,
  request: Request,
  operations: NonEmpty<Operation>,
  ports: InspectionPorts,
): Promise<NonEmpty<Operation>> {
  const refs = await inspector.refs({ url: await addressOf(request, ports) }, ports.signal)
  const looked = (operation: Operation): Operation => {
    const { wants = [] } = operation.detail as { wants?: readonly string[] }
    return withDetail(operation, { [WANTED_REFS]: Object.fromEntries(wants.map((oid) => [oid, refs.get(oid) ?? []])) })
  }
  const [first, ...rest] = operations
  return [looked(first), ...rest.map(looked)]
}

/** Where git finds the repository, as long as the exchange lasts. */
async function addressOf(request: Request, ports: InspectionPorts): Promise<string> {
  return (await ports.upstream()) + request.path.slice(0, -`/${routeOf(request).service}`.length)
}

/**
 * The operations without what a second look might tell otherwise, and with the secrets that were found: what people
 * approve is the commands with their object names, and these findings.
 */
export function bound(operations: NonEmpty<Operation>): NonEmpty<Operation> {
  const [first, ...rest] = operations
  const stripped = (operation: Operation): Operation => {
    const { inspection, ...detail } = operation.detail as {
      inspection?: { findings: readonly { fingerprint: string }[] }
    }
    if (inspection === undefined) return operation
    const findings = [...new Set(inspection.findings.map(({ fingerprint }) => fingerprint))].sort()
    return { ...operation, detail: { ...detail, findings } }
  }
  return [stripped(first), ...rest.map(stripped)]
}

function moveOf({ kind, detail }: Operation): Move | null {
  if (kind !== 'git.push') return null
  const { ref, old, new: next } = detail as unknown as { ref: string; old: string; new: string }
  return { ref, old: /^0+$/.test(old) ? null : old, new: next }
}

function withDetail(operation: Operation, more: { readonly [name: string]: Json }): Operation {
  return { ...operation, detail: { ...(operation.detail as object), ...more } }
}

/** What comes after a push's commands and options. */
function packOf(request: Request, { end }: Push, body: BodyOnDisk): Readable {
  const encoded = header(request.headers, 'content-encoding') ?? 'identity'
  const stream = body.stream()
  if (encoded === 'identity') return skipping(stream, end)
  const gunzip = createGunzip()
  stream.on('error', (error) => gunzip.destroy(error))
  gunzip.on('close', () => stream.destroy())
  return skipping(stream.pipe(gunzip), end)
}

function skipping(stream: Readable, bytes: number): Readable {
  let left = bytes
  const rest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const skipped = Math.min(left, chunk.length)
      left -= skipped
      done(null, chunk.subarray(skipped))
    },
  })
  stream.on('error', () => rest.destroy(unintelligible('The body of the push is not what it says it is.')))
  // Whoever reads it may have given up before it fails; what nobody hears would end the process.
  rest.on('error', () => {})
  rest.on('close', () => stream.destroy())
  return stream.pipe(rest)
}
