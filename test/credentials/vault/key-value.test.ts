import { readField } from '../../../src/credentials/vault/key-value.ts'
import { fault, MISCONFIGURED, USELESS } from '../surroundings.ts'
import { clientOf, type FakeVault, soon, startFakeVault } from './fake-vault.ts'

let fake: FakeVault
beforeAll(async () => {
  fake = await startFakeVault()
})
afterAll(() => fake.close())

const reference = { from: 'vault', name: 'kv/ci/shop#token', mount: 'kv', path: 'ci/shop', field: 'token' } as const
const read = () => readField(clientOf(fake).vault, reference, soon())

test('a field of the newest version', async () => {
  fake.secrets.set('kv/data/ci/shop', { data: { token: 'one', other: 'two' }, metadata: { version: 7 } })
  expect(await read()).toBe('one')
})

test.each([
  [{ data: { other: 'two' } }, MISCONFIGURED, 'has no such field'],
  [{ data: { token: 7 } }, MISCONFIGURED, 'is no text, or an empty one'],
  [{ data: { token: '' } }, MISCONFIGURED, 'is no text, or an empty one'],
  [{ token: 'one' }, USELESS, 'answered with no secret: is its engine key/value of version 2?'],
])('%j has none', async (data, which, words) => {
  fake.secrets.set('kv/data/ci/shop', data)
  await expect(read()).rejects.toEqual(fault(which, `Vault's kv/ci/shop#token ${words}`))
})

test('a path that there is nothing at', async () => {
  fake.secrets.clear()
  await expect(read()).rejects.toEqual(fault(MISCONFIGURED, 'Vault has nothing at kv/data/ci/shop'))
})
