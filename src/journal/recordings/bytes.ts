import type { ChunkStore, Recording } from '../../core/recording.ts'

/** Reads what is kept of recordings, a chunk at a time; null where it is deleted. Throws where it is deleted meanwhile. */
export function bytesOf(chunks: Pick<ChunkStore, 'get'>) {
  return async (connection: string, { chunks: kept, day }: Recording): Promise<AsyncIterable<Buffer> | null> => {
    const read = async (sha256: string) => (await chunks.get({ connection, day }, [sha256])).get(sha256)
    const [begin, ...others] = kept
    const first = begin === undefined ? Buffer.alloc(0) : await read(begin.sha256)
    if (first === undefined) return null
    return (async function* () {
      yield first
      for (const { sha256 } of others) {
        const next = await read(sha256)
        if (next === undefined) throw new Error(`the chunk ${sha256} of a recording is missing`)
        yield next
      }
    })()
  }
}
