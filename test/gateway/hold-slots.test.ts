import { createHoldSlots } from '../../src/gateway/hold-slots.ts'

test('so many places in all and of one session; what is given back can be taken again', () => {
  const slots = createHoldSlots({ holds: 3, sessionHolds: 2 })
  const [first] = [slots.take('a'), slots.take('a')]
  expect(() => slots.take('a')).toThrow(
    expect.objectContaining({
      code: 'ERR_HOLD_LIMIT',
      status: 429,
      message: '2 requests of this session wait for people already; no more can.',
    }),
  )
  const other = slots.take('b')
  expect(() => slots.take('b')).toThrow('3 requests wait for people at this gateway already; no more can.')
  first!()
  slots.take('a')
  other()
  expect(() => slots.take('a')).toThrow('2 requests of this session')
  slots.take('b')
})
