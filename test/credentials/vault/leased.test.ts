import { leased } from '../../../src/credentials/vault/leased.ts'
import { fault, MISCONFIGURED, surroundings } from '../surroundings.ts'
import { clientOf, type FakeVault, soon, startFakeVault } from './fake-vault.ts'

let fake: FakeVault
beforeEach(async () => {
  fake = await startFakeVault()
  fake.secrets.set('database/creds/shop', { password: 'one' })
})
afterEach(() => fake.close())

const MADE = 'GET /v1/database/creds/shop'
const RENEWED = 'PUT /v1/sys/leases/renew'

function shop(leaseSeconds: number | null = null) {
  const around = clientOf(fake)
  const read = (data: { readonly [name: string]: unknown }) => ({
    value: data.password,
    secrets: [String(data.password)],
  })
  const { made, revoke } = leased({ path: 'database/creds/shop', leaseSeconds, read }, around)
  return { ...around, revoke, get: async () => (await made.get(null)).value.value }
}
const paths = () => fake.paths().filter((path) => !path.includes('/auth/'))

test('what was made is handed out until its lease is renewed, and the lease as long as that gains something', async () => {
  const { get, clock, known } = shop()
  expect(await Promise.all([get(), get()])).toEqual(['one', 'one'])
  expect([paths(), known.mask('one')]).toEqual([[MADE], '[masked]'])
  clock.now += 500_000
  expect(await get()).toBe('one')
  expect(paths()).toEqual([MADE, RENEWED])
  // Its greatest age is near.
  fake.settings.renewedSeconds = 5
  fake.secrets.set('database/creds/shop', { password: 'two' })
  clock.now += 500_000
  expect(await get()).toBe('two')
  expect(paths()).toEqual([MADE, RENEWED, RENEWED, MADE])
})

test('a lease that lasts as long as is asked', async () => {
  const { get } = shop(120)
  await get()
  expect(paths()).toEqual([MADE, RENEWED])
  expect(JSON.parse(fake.requests.at(-1)!.body)).toEqual({ lease_id: 'database/creds/shop/1', increment: 120 })
})

test('what was made is revoked', async () => {
  const { get, revoke } = shop()
  await revoke(soon())
  expect(paths()).toEqual([])
  await get()
  await revoke(soon())
  expect(paths().at(-1)).toBe('PUT /v1/sys/leases/revoke')
  expect(JSON.parse(fake.requests.at(-1)!.body)).toEqual({ lease_id: 'database/creds/shop/1' })
})

test('without a Vault nothing is made', async () => {
  const { made } = leased({ path: 'a', leaseSeconds: null, read: () => ({ value: 1, secrets: [] }) }, surroundings())
  await expect(made.get(null)).rejects.toEqual(fault(MISCONFIGURED, 'no Vault is configured'))
})
