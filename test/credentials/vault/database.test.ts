import { vaultDatabase } from '../../../src/credentials/vault/database.ts'
import { asked, fault, USELESS } from '../surroundings.ts'
import { clientOf, type FakeVault, soon, startFakeVault } from './fake-vault.ts'

let fake: FakeVault
beforeAll(async () => {
  fake = await startFakeVault()
})
afterAll(() => fake.close())

const configured = { kind: 'vault_database', mount: 'team/database', role: 'shop', leaseSeconds: null } as const
const shop = () => {
  const around = clientOf(fake)
  return { ...around, ...vaultDatabase(configured, around) }
}

test('an account of a role, and who had it of Vault', async () => {
  fake.secrets.set('team/database/creds/shop', { username: 'v-approle-shop', password: 'one' })
  const { open, whoAmI, clock, known } = shop()
  const opened = await open(asked())
  expect(opened).toEqual({
    credential: { kind: 'basic', username: 'v-approle-shop', password: 'one' },
    expiresAt: clock.now + 600_000,
  })
  expect(known.mask('one')).toBe('[masked]')
  expect(await whoAmI!(opened, soon())).toBe(
    'the database account v-approle-shop, had of Vault as token-gate (default, gate)',
  )
})

test.each([
  {},
  { username: 'u' },
  { username: 'a:b', password: 'p' },
  { username: 'u', password: 'p\n' },
  { username: 1, password: 'p' },
])('%j is no account', async (data) => {
  fake.secrets.set('team/database/creds/shop', data)
  await expect(shop().open(asked())).rejects.toEqual(
    fault(USELESS, 'Vault answered with something that is no database account'),
  )
})
