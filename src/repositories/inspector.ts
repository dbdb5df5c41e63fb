import type { Readable } from 'node:stream'
import type { HoneytokensInside } from '../core/adapter.ts'
import { GatewayError } from '../core/errors.ts'
import { GitFailed } from './git.ts'
import { MissingObject, type Move } from './history.ts'
import { ignoredFingerprints } from './ignore-file.ts'
import type { Mirror, Remote, RepositoryName } from './mirror.ts'
import type { Mirrors } from './mirrors.ts'
import { checkSizes } from './objects.ts'
import { indexPack } from './pack.ts'
import { inQuarantine, type Quarantine } from './quarantine.ts'
import { refsAt } from './refs.ts'
import type { ScanThreads } from './scan-threads.ts'
import { type Inspection, summarise } from './summary.ts'
import { walk } from './walk.ts'

/** A push, on its way. */
export interface Pushed extends RepositoryName {
  /** What it creates and moves; deletions bring nothing. */
  readonly moves: readonly Move[]
  /** The pack from its first byte. */
  pack(): Readable
  /** Where git finds the repository. */
  remote(): Promise<Remote>
  readonly signal: AbortSignal
  /** Absent where there are none. */
  readonly honeytokens?: HoneytokensInside
}

/** Looks into pushes. */
export interface Inspector {
  /** What is inside, a move at a time. Rejects with ERR_UNINTELLIGIBLE, ERR_INSPECTION_LIMIT and ERR_INSPECTION_UNAVAILABLE. */
  inspect(push: Pushed): Promise<readonly Inspection[]>
  /**
   * The refs that point at each object upstream, and those whose annotated tag stands for it. Rejects with
   * ERR_INSPECTION_UNAVAILABLE.
   */
  refs(remote: Remote, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>
  /** Brings the mirror of a repository up to date, so that the next push finds it so. */
  refresh(name: RepositoryName, remote: Remote): Promise<void>
}

/** What an inspector works with. */
export interface Workshop {
  readonly mirrors: Mirrors
  /** Quarantines are made in this folder. */
  readonly folder: string
  readonly threads: ScanThreads
  readonly key: Uint8Array
}

export function createInspector(workshop: Workshop): Inspector {
  return {
    inspect: (push) =>
      workshop.mirrors
        .use(push, (mirror) =>
          inQuarantine(workshop.folder, mirror, (quarantine) => look(workshop, push, mirror, quarantine)),
        )
        .catch((thrown: unknown) => {
          push.signal.throwIfAborted()
          throw inWords(thrown)
        }),
    refs: (remote, signal) =>
      refsAt(remote, signal).catch((thrown: unknown) => {
        signal.throwIfAborted()
        throw new GatewayError('ERR_INSPECTION_UNAVAILABLE', "The gateway can't list the repository's refs.", {
          fix: "See that the connection's credential may read the repository; the gateway's log says what failed.",
          cause: thrown,
        })
      }),
    async refresh(name, remote) {
      const signal = AbortSignal.timeout(REFRESH)
      await workshop.mirrors.use(name, (mirror) => mirror.refresh(remote, [], signal))
      await workshop.mirrors.trim()
    },
  }
}

/** Milliseconds that a mirror has to be brought up to date when nobody waits for it. */
const REFRESH = 600_000

async function look(
  { threads, key }: Workshop,
  push: Pushed,
  mirror: Mirror,
  quarantine: Quarantine,
): Promise<readonly Inspection[]> {
  const { moves, signal, honeytokens } = push
  const telltales = honeytokens?.telltales ?? []
  const remote = await push.remote()
  const refs = moves.flatMap(({ ref, old }) => (old === null ? [] : [ref]))
  let fresh = false
  let refreshing: Promise<void> | undefined
  const refresh = (): Promise<void> => {
    refreshing ??= mirror.refresh(remote, refs, signal).then(() => {
      fresh = true
    })
    return refreshing
  }
  /** A mirror that is behind lacks what the push builds on: then once more, with all that the upstream has. */
  const orRefreshed = async <T>(step: () => Promise<T>): Promise<T> => {
    const wasFresh = fresh
    try {
      return await step()
    } catch (thrown) {
      if (wasFresh || !(thrown instanceof GitFailed || thrown instanceof MissingObject)) throw thrown
      await refresh()
      return step()
    }
  }
  const ready = await mirror.ready()
  const [pack] = await bothOrNeither(
    signal,
    (both) => orRefreshed(() => indexPack(quarantine, remote, push.pack(), both)),
    async () => ready || refresh(),
  )
  await checkSizes(quarantine, signal)
  const [scanned, walked] = await bothOrNeither(
    signal,
    (both) => threads.scan({ env: quarantine.pushed, except: pack.leanedOn, key, telltales }, both),
    (both) => orRefreshed(() => walk(quarantine, moves, both, fresh)),
  )
  for (const honeytoken of scanned.honeytokens) honeytokens!.seen(honeytoken)
  const ignored = scanned.sightings.length === 0 ? new Set<string>() : await ignoredFingerprints(mirror, remote, signal)
  return summarise(quarantine, moves, { scanned, walked, ignored }, signal)
}

/** Two things at once; what one of them fails with ends the other. */
async function bothOrNeither<T, U>(
  signal: AbortSignal,
  one: (both: AbortSignal) => Promise<T>,
  other: (both: AbortSignal) => Promise<U>,
): Promise<[T, U]> {
  const failed = new AbortController()
  const both = AbortSignal.any([signal, failed.signal])
  const guarded = <V>(work: Promise<V>): Promise<V> =>
    work.catch((thrown: unknown) => {
      failed.abort(thrown)
      throw thrown
    })
  const [first, second] = await Promise.allSettled([guarded(one(both)), guarded(other(both))])
  failed.signal.throwIfAborted()
  return [(first as PromiseFulfilledResult<T>).value, (second as PromiseFulfilledResult<U>).value]
}

function inWords(thrown: unknown): unknown {
  if (thrown instanceof GatewayError) return thrown
  // A shell's words for a program that isn't there, or can't be run.
  const absent = thrown instanceof GitFailed && (thrown.status === 126 || thrown.status === 127)
  if (!absent && (thrown instanceof GitFailed || thrown instanceof MissingObject)) {
    return new GatewayError(
      'ERR_UNINTELLIGIBLE',
      'The push builds on objects that neither it nor the upstream holds, or they are broken.',
      { fix: 'Fetch, and push again; if that fails, see what git fsck says.', cause: thrown },
    )
  }
  return new GatewayError('ERR_INSPECTION_UNAVAILABLE', 'The gateway failed to look into this push, and refused it.', {
    fix: 'Push again.',
    cause: thrown,
  })
}
