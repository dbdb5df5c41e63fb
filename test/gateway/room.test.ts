import { jest } from '@jest/globals'
import { roomToRecord } from '../../src/gateway/room.ts'
import { fakeGate } from './fake-gate.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const full = (onRoom: (callback: () => void) => void) => {
  const { recordings } = fakeGate().gate
  return { recordings: { ...recordings, full: true, onRoom } }
}

test('it waits for room', async () => {
  const tell = Promise.withResolvers<void>()
  const room = roomToRecord(full((callback) => void tell.promise.then(callback)))
  tell.resolve()
  await room
  expect(jest.getTimerCount()).toBe(0)
})

test('what waits for too long is refused, in words', async () => {
  const room = expect(roomToRecord(full(() => {}))).rejects.toMatchObject({
    code: 'ERR_JOURNAL_UNAVAILABLE',
    message: "What goes by can't be recorded just now, so it goes no further.",
  })
  jest.advanceTimersByTime(10_000)
  await room
})
