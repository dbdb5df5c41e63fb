import type { Chunk } from '../../../src/core/recording.ts'
import { withoutDuplicates } from '../../../src/journal/recordings/duplicates.ts'

const aChunk = (sha256: string, shelf: { connection?: string; day?: string } = {}): Chunk => ({
  ...{ connection: 'shop', day: '2040-01-02', sha256, bytes: 1, content: Buffer.alloc(0), ...shelf },
})

function aQueue(fails = 0) {
  let now = Date.UTC(2040, 0, 2, 23, 58)
  const asked: string[] = []
  const queue = withoutDuplicates(
    {
      async put({ sha256, connection, day }) {
        asked.push(`${sha256} ${connection} ${day}`)
        if (asked.length <= fails) throw new Error('down')
      },
    },
    () => now,
  )
  const pass = (days: number) => (now += days * 86_400_000)
  return { asked, ...queue, pass, midnight: () => pass(1 / 480), back: () => pass(-1 / 288) }
}

test('what is on a shelf already is not put there again', async () => {
  const { put, asked } = aQueue()
  await Promise.all([put(aChunk('a')), put(aChunk('a')), put(aChunk('b'))])
  await put(aChunk('a'))
  await put(aChunk('a', { connection: 'till' }))
  expect(asked).toEqual(['a shop 2040-01-02', 'b shop 2040-01-02', 'a till 2040-01-02'])
})

test('a shelf of another day may be cleared at any time', async () => {
  const { put, asked, midnight } = aQueue()
  await put(aChunk('a'))
  midnight()
  await put(aChunk('a'))
  await put(aChunk('a'))
  expect(asked).toEqual(Array(3).fill('a shop 2040-01-02'))
})

test('nothing is sure to be there for longer than five minutes', async () => {
  const { put, asked, back } = aQueue()
  await put(aChunk('a'))
  back()
  await put(aChunk('a'))
  expect(asked).toEqual(Array(2).fill('a shop 2040-01-02'))
})

test('nor is anything sure to be there once the clock was on another day', async () => {
  const { put, asked, pass } = aQueue()
  await put(aChunk('a'))
  pass(40)
  await put(aChunk('b', { day: '2040-02-11' }))
  pass(-40)
  await put(aChunk('a'))
  expect(asked).toEqual(['a shop 2040-01-02', 'b shop 2040-02-11', 'a shop 2040-01-02'])
})

test('what was given up is no duplicate of anything', async () => {
  const { put, asked } = aQueue(1)
  await expect(Promise.all([put(aChunk('a')), put(aChunk('a'))])).rejects.toThrow('down')
  await put(aChunk('a'))
  expect(asked).toHaveLength(2)
})

test('the oldest are forgotten', async () => {
  const { put, asked } = aQueue()
  for (let count = 0; count <= 4_096; count++) await put(aChunk(`${count}`))
  await put(aChunk('4096'))
  await put(aChunk('0'))
  expect(asked).toHaveLength(4_098)
})
