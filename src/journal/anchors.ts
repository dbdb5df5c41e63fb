import { open } from 'node:fs/promises'
import type { CheckpointStore, StoredCheckpoint } from '../core/checkpoint.ts'

/** Where checkpoints are kept outside the database. */
export type Anchor = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string }

export interface AnchorOptions {
  readonly store: Pick<CheckpointStore, 'after' | 'claimAnchor' | 'settleAnchor'>
  readonly anchors: readonly Anchor[]
  /** This machine's name: its files are its own. */
  readonly host: string
  readonly report: (error: unknown) => void
}

/** Checkpoints of one look at the table. */
const BATCH = 100
/** Seconds for which one replica alone serves an anchor, before it is tried again after a failure, and for a POST. */
const CLAIM = 60
const RETRY = 30
const PATIENCE = 10_000

/** Brings to each anchor what it hasn't got, in order. A crash in between may bring one twice, and skips none. Never rejects. */
export function createAnchoring({ store, anchors, host, report }: AnchorOptions): () => Promise<void> {
  const serve = async (anchor: Anchor): Promise<void> => {
    const name = anchor.kind === 'file' ? `file:${host}:${anchor.path}` : `url:${anchor.url}`
    let position = await store.claimAnchor(name, CLAIM)
    if (position === null) return
    try {
      for (;;) {
        const checkpoints = await store.after(position, BATCH)
        if (checkpoints.length === 0) break
        position = await brought(anchor, checkpoints, position)
        await store.settleAnchor(name, position, CLAIM)
      }
      await store.settleAnchor(name, position, 0)
    } catch (thrown) {
      report(thrown)
      await store.settleAnchor(name, position, RETRY)
    }
  }
  return async () => {
    await Promise.all(anchors.map((anchor) => serve(anchor).catch(report)))
  }
}

/** The number of the last that got there. */
async function brought(anchor: Anchor, checkpoints: readonly StoredCheckpoint[], position: number): Promise<number> {
  if (anchor.kind === 'file') {
    await append(anchor.path, checkpoints)
    return checkpoints.at(-1)!.number
  }
  let last = position
  for (const { number, jws } of checkpoints) {
    const failure = await posted(anchor.url, jws)
    if (failure === null) last = number
    // What got there before is not to be sent again.
    else if (last > position) return last
    else throw failure
  }
  return last
}

async function append(path: string, checkpoints: readonly StoredCheckpoint[]): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile(checkpoints.map(({ jws }) => `${jws}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
}

async function posted(url: string, jws: string): Promise<Error | null> {
  try {
    const answer = await fetch(url, {
      ...{ method: 'POST', body: jws, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) },
      headers: { 'content-type': 'application/jose' },
    })
    await answer.body?.cancel()
    return answer.ok ? null : new Error(`the anchor answered ${answer.status}`)
  } catch (thrown) {
    return new Error('the anchor can not be reached', { cause: thrown })
  }
}
