import { whenIdle } from '../../src/gateway/idle.ts'

test('before the end nothing is idle; after it, what moves lasts, and what is forgotten is let be', async () => {
  const draining = new AbortController()
  const ended: string[] = []
  let bytes = 0
  let looks = 0
  const silent = Promise.withResolvers<void>()
  const forget = whenIdle(
    draining.signal,
    () => {
      looks++
      return looks < 5 ? bytes++ : bytes
    },
    ({ code }) => {
      ended.push(`silent after ${looks} ${code}`)
      silent.resolve()
    },
    1,
  )
  whenIdle(
    draining.signal,
    () => 0,
    () => ended.push('forgotten'),
    1,
  )()
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect([ended, looks]).toEqual([[], 0])
  draining.abort()
  await silent.promise
  forget()
  expect(ended[0]).toBe('silent after 6 ERR_DRAINING')
})
