import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable, Transform } from 'node:stream'
import { unintelligible } from '../core/errors.ts'
import { GitFailed, git, gitLines } from './git.ts'
import { LIMITS, tooMuch } from './limits.ts'
import { askingUpstream, type Remote } from './mirror.ts'
import type { Quarantine } from './quarantine.ts'

/** A push's pack, indexed in its quarantine. */
export interface Pack {
  readonly objects: number
  /** Objects that are in it only because it leaned on them: the upstream has them already. */
  readonly leanedOn: ReadonlySet<string>
}

/** Objects of one pack. */
const MOST_OBJECTS = 2_000_000

/**
 * Indexes a pack (gitformat-pack), which may lean on objects of the upstream's. Throws ERR_UNINTELLIGIBLE for what is no
 * whole pack, ERR_INSPECTION_LIMIT, and {@link GitFailed} where it leans on what neither it nor the upstream has.
 */
export async function indexPack(
  quarantine: Quarantine,
  remote: Remote,
  stream: Readable,
  signal: AbortSignal,
): Promise<Pack> {
  const { head, objects } = await beginningOf(stream)
  const counted = counting(stream, head)
  const printed = await git({
    args: ['index-pack', '--stdin', '--fix-thin'],
    env: { ...quarantine.all, ...askingUpstream(remote) },
    stdin: counted.stream,
    limits: LIMITS,
    signal,
  }).catch((thrown: unknown) => {
    throw thrown instanceof GitFailed ? (inWords(thrown) ?? thrown) : thrown
  })
  const name = /^pack\t([0-9a-f]{40,64})$/m.exec(printed.toString('latin1'))?.[1]
  if (name === undefined) throw new Error('git index-pack names no pack')
  await quarantine.isolate(`pack-${name}`)
  const digest = name.length / 2
  const leanedOn = await beyond(quarantine, `pack-${name}`, objects, counted.bytes() - digest, signal)
  return { objects, leanedOn }
}

async function beginningOf(stream: Readable): Promise<{ head: Buffer; objects: number }> {
  try {
    const head = await headOf(stream)
    return { head, objects: objectsOf(head) }
  } catch (thrown) {
    stream.destroy()
    throw thrown
  }
}

async function headOf(stream: Readable): Promise<Buffer> {
  let head = Buffer.alloc(0)
  while (head.length < 12) {
    const chunk = stream.read() as Buffer | null
    if (chunk !== null) head = Buffer.concat([head, chunk])
    else if (stream.readableEnded || stream.destroyed) throw unintelligible('The push has no pack.')
    else await readable(stream)
  }
  return head
}

function readable(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error): void => {
      for (const event of ['readable', 'end', 'close']) stream.off(event, done)
      stream.off('error', done)
      if (error instanceof Error) reject(error)
      else resolve()
    }
    for (const event of ['readable', 'end', 'close']) stream.on(event, done)
    stream.on('error', done)
  })
}

function objectsOf(head: Buffer): number {
  const version = head.readUInt32BE(4)
  if (head.toString('latin1', 0, 4) !== 'PACK' || (version !== 2 && version !== 3)) {
    throw unintelligible('What follows the commands of the push is no pack.')
  }
  const objects = head.readUInt32BE(8)
  if (objects > MOST_OBJECTS) throw tooMuch(`The push holds ${objects} objects, and ${MOST_OBJECTS} are the most.`)
  return objects
}

/** The stream with what was read of it put back, and how much of it has gone by. */
function counting(stream: Readable, head: Buffer): { stream: Readable; bytes(): number } {
  let bytes = head.length
  const whole = new PassThrough()
  // Git may have ended by then, and nobody listens any more.
  whole.on('error', () => {})
  whole.on('close', () => stream.destroy())
  whole.write(head)
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  stream.on('error', (error) => whole.destroy(error))
  stream.pipe(counter).pipe(whole)
  return { stream: whole, bytes: () => bytes }
}

/** What git says of a pack that no other look will mend; undefined for what may be the mirror's fault. */
function inWords({ status, stderr }: GitFailed): Error | undefined {
  if (/out of memory|unable to allocate|cannot allocate/i.test(stderr)) {
    return tooMuch('The pack of the push takes more memory to unpack than Sallyport gives it.')
  }
  if (status === null || /signal|killed/i.test(stderr)) {
    return tooMuch('The pack of the push takes longer to unpack than Sallyport gives it.')
  }
  if (status === 126 || status === 127) return undefined
  if (/unresolved delta|missing|could not fetch|unable to (?:access|read)/i.test(stderr)) return undefined
  return unintelligible('The pack of the push is broken.', 'Push again; if that fails, see what git fsck says.')
}

/** Objects that lie behind the pack's own in its index: those that completed it. */
async function beyond(
  { pushed }: Quarantine,
  pack: string,
  objects: number,
  end: number,
  signal: AbortSignal,
): Promise<Set<string>> {
  const index = join(pushed.GIT_OBJECT_DIRECTORY!, 'pack', `${pack}.idx`)
  const file = await open(index)
  const found = new Set<string>()
  try {
    // Its header, and the last of the table of 256 counts (gitformat-pack, "Version 2 pack-*.idx files").
    const last = await file.read(Buffer.alloc(4), 0, 4, 8 + 255 * 4)
    if (last.buffer.readUInt32BE(0) === objects) return found
    const stdin = file.createReadStream({ start: 0, autoClose: false })
    // An index by itself doesn't tell how long its object names are.
    const args = ['show-index', `--object-format=${pack.length === 'pack-'.length + 64 ? 'sha256' : 'sha1'}`]
    await gitLines({ args, env: pushed, stdin, signal }, (line) => {
      const [offset, oid] = line.split(' ')
      if (Number(offset) >= end) found.add(oid!)
    })
  } finally {
    await file.close()
  }
  return found
}
