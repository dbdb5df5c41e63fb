import { promisify } from 'node:util'
import { zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib'
import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { Chunk, ChunkStore } from '../core/recording.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'

/** Shorter content isn't worth compressing. */
const LEAST_COMPRESSED = 256
/** Shorter content costs ten times as much on another thread as it does here. */
const LEAST_ELSEWHERE = 16_384

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

const row = z.object({ sha256: z.string(), compressed: z.boolean(), content: z.string() })

/** The table `sallyport.chunks`. Rejects with ERR_STORE_UNAVAILABLE. */
export function createChunkStore(pool: DatabasePool): ChunkStore {
  return {
    async put(chunks) {
      const rows = await Promise.all(chunks.map(written))
      await guarded(() =>
        pool.query(prepared('chunks').unsafe`
          insert into sallyport.chunks (connection, day, sha256, bytes, compressed, content)
          select connection, day, decode(sha256, 'hex'), bytes, compressed, decode(content, 'base64')
          from json_to_recordset(${JSON.stringify(rows)}) as r(connection text, day date, sha256 text, bytes integer,
            compressed boolean, content text)
          order by day, connection, sha256
          on conflict do nothing`),
      )
    },
    async get({ connection, day }, digests) {
      const rows = await guarded(() =>
        pool.any(sql.type(row)`
          select encode(sha256, 'hex') as sha256, compressed, encode(content, 'base64') as content
          from sallyport.chunks where day = ${day}::date and connection = ${connection}
            and sha256 in (select decode(digest, 'hex') from unnest(${sql.array(digests, 'text')}) as d(digest))`),
      )
      const read = rows.map(async ({ sha256, compressed, content }) => {
        const bytes = Buffer.from(content, 'base64')
        return [sha256, compressed ? await decompress(bytes) : bytes] as const
      })
      return new Map(await Promise.all(read))
    },
  }
}

async function written({ content, ...chunk }: Chunk): Promise<object> {
  const shorter = await compressed(content)
  const isShorter = shorter.length < content.length
  return { ...chunk, compressed: isShorter, content: (isShorter ? shorter : content).toString('base64') }
}

function compressed(content: Buffer): Buffer | Promise<Buffer> {
  if (content.length < LEAST_COMPRESSED) return content
  return content.length < LEAST_ELSEWHERE ? zstdCompressSync(content) : compress(content)
}
