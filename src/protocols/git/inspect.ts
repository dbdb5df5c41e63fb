import { type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Adapter, BodyOnDisk } from '../../core/adapter.ts'
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
    },
  ): Promise<readonly object[]>
  /** Brings what pushes are compared with up to date. */
  refresh(repository: Repository, remote: { readonly url: string }): Promise<void>
}

/** A push's operations with what its pack holds. Nothing else that git asks has anything to look into. */
export function inspectWith(inspector: PushInspector): NonNullable<Adapter['inspect']> {
  return async (request, operations, ports) => {
    const moves = operations.flatMap((operation) => moveOf(operation) ?? [])
    if (moves.length === 0) return operations
    const push = await peek(request, readPush)
    if (push === PROBE) return operations
    const { repository, service } = routeOf(request)
    const objectFormat = push.capabilities.has('object-format=sha256') ? 'sha256' : 'sha1'
    const name: Repository = { connection: request.connection.name, repository, objectFormat }
    const path = request.path.slice(0, -`/${service}`.length)
    const remote = async () => ({ url: `${await ports.upstream()}${path}` })
    const body = await ports.body()
    const pack = () => packOf(request, push, body)
    const inspections = await inspector.inspect({ ...name, moves, pack, remote, signal: ports.signal })
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
