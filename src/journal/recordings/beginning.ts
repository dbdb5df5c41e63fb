import type { ChunkStore, Recording } from '../../core/recording.ts'

/** Reads as many bytes of recordings' beginnings as are there, and were kept; null where the first are deleted. */
export function beginningOf(chunks: Pick<ChunkStore, 'get'>) {
  return async (connection: string, recording: Recording, bytes: number): Promise<Buffer | null> => {
    const parts: Buffer[] = []
    let had = 0
    for (const { sha256 } of recording.chunks) {
      if (had >= bytes) break
      const part = (await chunks.get({ connection, day: recording.day }, [sha256])).get(sha256)
      if (part === undefined) break
      parts.push(part)
      had += part.length
    }
    return parts.length === 0 && recording.chunks.length > 0 ? null : Buffer.concat(parts).subarray(0, bytes)
  }
}
