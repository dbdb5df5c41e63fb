import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'
import { GatewayError } from '../../core/errors.ts'
import { backoff, type Timing } from '../../core/timing.ts'
import { readArchive, snapshot } from './snapshot.ts'
import type { Source } from './source.ts'

/** Milliseconds for which nothing may change before a bundle counts as written. */
const SETTLE = 200
/** How often in one look a bundle may turn out to have changed while it was read. */
const TRIES = 10
/** Milliseconds between looks: not every file system tells of changes. */
const POLL = 5_000
const LONGEST_RETRY = 60_000

/**
 * Bundles from a file, or from a folder that holds an unpacked one. What is still being written is read again until it
 * stays the same for a while.
 *
 * @param path absolute
 */
export function fileSource(path: string, timing: Timing): Source {
  let inForce: string | null = null
  let offered: string | null = null
  const mark = () =>
    snapshot(path).then(
      (it) => it.mark,
      () => null,
    )
  return {
    place: path,
    async look(signal) {
      for (let tries = 0; tries < TRIES; tries++) {
        const before = await snapshot(path)
        if (before.mark === inForce) return null
        await timing.sleep(SETTLE, signal)
        const archive = await readArchive(before)
        offered = before.mark
        if ((await snapshot(path)).mark === offered) return { archive, etag: null }
      }
      throw new GatewayError('ERR_POLICY_MISSING', `The policy bundle ${path} doesn't stop changing.`, {
        fix: 'Write it elsewhere, and then rename it.',
      })
    },
    activated() {
      inForce = offered
    },
    delay: (failures) => (failures === 0 ? POLL : backoff(failures, LONGEST_RETRY, timing.random)),
    watch(changed) {
      let seen = offered
      // What else lies beside the bundle changes too.
      return watchFor(path, timing, async () => {
        const now = await mark()
        if (now !== seen) changed()
        seen = now
      })
    },
  }
}

/** Tells of changes at a path, many at once as one. The folder around it tells where something is renamed over it. */
function watchFor(path: string, timing: Timing, changed: () => void): () => void {
  const ended = new AbortController()
  let pending = false
  const noticed = async () => {
    if (pending) return
    pending = true
    await timing.sleep(SETTLE, ended.signal)
    pending = false
    if (!ended.signal.aborted) changed()
  }
  const watchers = [dirname(path), path].flatMap((at) => watcherOf(at, () => void noticed()))
  return () => {
    ended.abort()
    for (const watcher of watchers) watcher.close()
  }
}

/** None where the system has no more of them to give, or nothing is there: then polling finds what changes. */
function watcherOf(path: string, noticed: () => void): FSWatcher[] {
  try {
    const watcher = watch(path, { persistent: false }, noticed)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    return []
  }
}
