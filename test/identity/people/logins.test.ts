import { hash } from 'node:crypto'
import type { Login, Person } from '../../../src/core/login.ts'
import { createLogins } from '../../../src/identity/people/logins.ts'
import { NOON } from '../../support/rows.ts'
import { memoryStore } from './memory-store.ts'

const ada: Person = {
  identities: [{ kind: 'email', name: 'ada@example.com' }],
  ...{ name: 'ada@example.com', groups: ['sre'], authenticatedAt: null },
}

test('a token opens its login, by its own door, until it ends; only its digest is kept', async () => {
  let now = NOON
  const store = memoryStore()
  const logins = createLogins(store, () => now, 60)
  const { token, login } = await logins.admit(ada, 'web', 'head.one.signature')
  const expected: Login = { ...ada, door: 'web', createdAt: NOON, expiresAt: NOON + 60_000, endedAt: null }
  expect([token, login]).toEqual([expect.stringMatching(/^sallyport_person_[\w-]{43}$/), expected])
  expect([...store.rows.keys()]).toEqual([hash('sha256', token)])
  expect(JSON.stringify([...store.rows])).not.toContain(token)
  expect(await logins.identify(token, 'web')).toEqual(expected)
  expect(await logins.identify(token, 'cli')).toBeNull()
  expect(await logins.identify('other', 'web')).toBeNull()
  now = NOON + 59_999
  expect(await logins.identify(token, 'web')).not.toBeNull()
  now = NOON + 60_000
  expect(await logins.identify(token, 'web')).toBeNull()
})

test('a login that has ended opens nothing', async () => {
  const logins = createLogins(memoryStore(), () => NOON, 60)
  const { token } = await logins.admit(ada, 'cli', 'head.one.signature')
  await logins.end(token)
  expect(await logins.identify(token, 'cli')).toBeNull()
})

test('an ID token opens one login, however its signature is written', async () => {
  const logins = createLogins(memoryStore(), () => NOON, 60)
  const first = await logins.admit(ada, 'web', 'head.one.signature')
  for (const again of ['head.one.signature', 'head.one.other'])
    await expect(logins.admit(ada, 'cli', again)).rejects.toMatchObject({ code: 'ERR_TOKEN_USED' })
  const second = await logins.admit(ada, 'web', 'head.two.signature')
  expect(second.token).not.toBe(first.token)
})
