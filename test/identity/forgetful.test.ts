import type { SessionStore } from '../../src/core/ports.ts'
import { forgetful } from '../../src/identity/forgetful.ts'

test('a session that has ended is forgotten, after it has', async () => {
  const calls: string[] = []
  const store = {
    async end(id: string, because: string, at: number) {
      calls.push(`end ${id} ${because} ${at}`)
      return false
    },
  } as SessionStore
  const forget = (id: string): void => {
    calls.push(`forget ${id}`)
  }
  expect(await forgetful(store, { forget }).end('s-1', 'revoked', 7)).toBe(false)
  expect(calls).toEqual(['end s-1 revoked 7', 'forget s-1'])
})
