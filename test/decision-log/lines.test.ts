import { type Lines, lineSink } from '../../src/decision-log/lines.ts'
import { fakeTiming } from '../policy/sources/fake-timing.ts'
import { observed } from './observed.ts'

/** Lines that are written when a test says so. */
function slowLines() {
  const written: string[] = []
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = []
  const lines: Lines = {
    write(text) {
      written.push(text)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    async close() {
      written.push('closed')
    },
  }
  const settle = async (failure?: Error) => {
    const { resolve, reject } = waiting.shift()!
    if (failure) reject(failure)
    else resolve()
    await new Promise(setImmediate)
  }
  return { lines, written, settle }
}

function start(limit = 1_000) {
  const [{ lines, written, settle }, { told, observer }, timing] = [slowLines(), observed(), fakeTiming()]
  return { sink: lineSink(lines, limit, timing, observer), written, settle, told, timing }
}

test('each event is a line, and those that came meanwhile are written together', async () => {
  const { sink, written, settle, told } = start()
  sink.add('1')
  sink.add('2')
  sink.add('3')
  expect(written).toEqual(['1\n'])
  await settle()
  expect(written).toEqual(['1\n', '2\n3\n'])
  await settle()
  sink.add('4')
  await settle()
  expect(written.at(-1)).toBe('4\n')
  expect(told).toEqual(['sent 1', 'sent 2', 'sent 1'])
})

test('what can’t be written is reported, and spoils no later line', async () => {
  const { sink, written, settle, told } = start()
  sink.add('1')
  await settle(new Error('ENOSPC: no space left'))
  sink.add('2')
  await settle()
  sink.add('3')
  expect(written).toEqual(['1\n', '\n2\n', '3\n'])
  expect(told).toEqual([
    'refused 1',
    'The decision log can’t be written: ENOSPC: no space left'.replace('’', "'"),
    'sent 1',
  ])
})

test('what waits is bounded', async () => {
  const { sink, settle, written, told } = start(3)
  for (const line of ['1', '2', '3', '4']) sink.add(line)
  await settle()
  expect(written).toEqual(['1\n', '3\n4\n'])
  expect(told).toEqual(['buffer_full 1', 'sent 1'])
})

test('at the end what is left is written', async () => {
  const { sink, settle, written } = start()
  sink.add('1')
  const closed = sink.close(5_000)
  await settle()
  await closed
  expect(written).toEqual(['1\n', 'closed'])
})

test('nobody waits for ever for who doesn’t read', async () => {
  const { sink, told, timing, written } = start()
  sink.add('1')
  sink.add('2')
  const closed = sink.close(5_000)
  timing.pass(5_000)
  await closed
  expect(written).toEqual(['1\n', 'closed'])
  expect(told).toEqual(['unsent 1'])
})
