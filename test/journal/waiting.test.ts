import { createWaitingRoom } from '../../src/journal/waiting.ts'

const waiting = (since: number, members: string) => ({
  ...{ kind: 'answer' as const, at: 0, session: null, exchange: null, members, since, asked: null },
})

test('how much waits, how large it is, and since when the oldest does', () => {
  const room = createWaitingRoom()
  const state = () => [room.entries, room.bytes, room.oldest]
  expect(state()).toEqual([0, 0, null])
  const [first, second] = [waiting(5, 'x'.repeat(100)), waiting(6, '')]
  room.enter(first)
  room.enter(second)
  expect(state()).toEqual([2, 1_124, 5])
  room.leave(first)
  room.leave(first)
  expect([room.has(first), room.has(second), ...state()]).toEqual([false, true, 1, 512, 6])
  room.leave(second)
  expect(state()).toEqual([0, 0, null])
})
