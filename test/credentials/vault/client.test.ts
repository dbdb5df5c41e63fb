import { hangUp, json, text } from '../fake-source.ts'
import { env, fault, USELESS } from '../surroundings.ts'
import { clientOf, type FakeVault, soon, startFakeVault } from './fake-vault.ts'

let fake: FakeVault
beforeEach(async () => {
  fake = await startFakeVault()
  fake.secrets.set('kv/data/ci', { data: { token: 'one' } })
})
afterEach(() => fake.close())

const LOGIN = 'PUT /v1/auth/approle/login'
const READ = 'GET /v1/kv/data/ci'

test('one login is good for many reads, and says where it belongs', async () => {
  const { vault, known } = clientOf(fake)
  await Promise.all([vault.ask('GET', 'kv/data/ci', null, soon()), vault.ask('GET', 'kv/data/ci', null, soon())])
  expect(fake.paths()).toEqual([LOGIN, READ, READ])
  const [token] = [...fake.tokens.keys()]
  expect(fake.requests.map(({ headers }) => [headers['x-vault-namespace'], headers['x-vault-token']])).toEqual([
    ['team', undefined],
    ['team', token],
    ['team', token],
  ])
  expect(known.values()).toContain(token)
})

test('the token is renewed before its end, and got anew where that gains little', async () => {
  fake.settings.mostRenewals = 1
  const { vault, clock } = clientOf(fake)
  const read = () => vault.ask('GET', 'kv/data/ci', null, soon())
  await read()
  clock.now += 3_400_000
  await read()
  expect(fake.paths().slice(2)).toEqual(['PUT /v1/auth/token/renew-self', READ])
  clock.now += 3_400_000
  await read()
  expect(fake.paths().slice(4)).toEqual(['PUT /v1/auth/token/renew-self', LOGIN, READ])
  expect(fake.tokens.size).toBe(2)
})

test('a token that Vault has forgotten is got anew; what is forbidden stays forbidden', async () => {
  const { vault } = clientOf(fake)
  await vault.ask('GET', 'kv/data/ci', null, soon())
  fake.tokens.clear()
  expect((await vault.ask('GET', 'kv/data/ci', null, soon())).data).toEqual({ data: { token: 'one' } })
  expect(fake.paths().slice(2)).toEqual([READ, 'GET /v1/auth/token/lookup-self', LOGIN, READ])
  fake.answers.push(json(403, { errors: ['permission denied'] }))
  await expect(vault.ask('GET', 'kv/data/ci', null, soon())).rejects.toEqual(
    fault('refused', 'Vault refused kv/data/ci: permission denied'),
  )
  expect(fake.paths().slice(6)).toEqual([READ, 'GET /v1/auth/token/lookup-self'])
})

test('a lease ends no later than the token that it was got by', async () => {
  fake.settings.leaseSeconds = 36_000
  const { vault, clock } = clientOf(fake)
  const { lease } = await vault.ask('GET', 'kv/data/ci', null, soon())
  expect(lease).toEqual({
    id: 'kv/data/ci/1',
    renewable: true,
    expiresAt: clock.now + 3_600_000,
    accessor: [...fake.tokens.values()][0]!.accessor,
  })
})

test('a lease is renewed for as long as is asked, by the token that it was got by alone', async () => {
  const { vault, clock } = clientOf(fake)
  const { lease } = await vault.ask('GET', 'kv/data/ci', null, soon())
  clock.now += 60_000
  expect(await vault.renew(lease, 120, soon())).toEqual({ ...lease, expiresAt: clock.now + 120_000 })
  expect(JSON.parse(fake.requests.at(-1)!.body)).toEqual({ lease_id: lease.id, increment: 120 })
  expect(await vault.renew(lease, null, soon())).toEqual({ ...lease, expiresAt: clock.now + 600_000 })
  fake.answers.push(json(400, { errors: ['lease not found'] }))
  expect(await vault.renew(lease, null, soon())).toBeNull()
  const asked = fake.requests.length
  expect(await vault.renew({ ...lease, renewable: false }, null, soon())).toBeNull()
  expect(await vault.renew({ ...lease, accessor: 'other' }, null, soon())).toBeNull()
  expect(fake.requests).toHaveLength(asked)
})

test('a token that was made for us is given back, one that was given to us isn’t', async () => {
  const ours = clientOf(fake)
  await ours.vault.close(soon())
  expect(fake.paths()).toEqual([])
  await ours.vault.ask('GET', 'kv/data/ci', null, soon())
  await ours.vault.close(soon())
  expect([fake.paths().at(-1), fake.tokens.size]).toEqual(['PUT /v1/auth/token/revoke-self', 0])
  const theirs = clientOf(fake, { kind: 'token', token: env('TOKEN') }, { TOKEN: fake.issue() })
  expect(await theirs.vault.whoAmI(soon())).toBe('token-gate (default, gate)')
  await theirs.vault.close(soon())
  expect(fake.tokens.size).toBe(1)
})

test.each([
  ['no JSON', text(200, '<html>')],
  ['another document', json(200, { data: 'text' })],
  ['none', json(200, {})],
])('an answer that is %s is no secret', async (_, answer) => {
  const { vault } = clientOf(fake)
  await vault.ask('GET', 'kv/data/ci', null, soon())
  fake.answers.push(answer)
  await expect(vault.ask('GET', 'kv/data/ci', null, soon())).rejects.toEqual(
    fault(USELESS, 'Vault answered with something that is no secret'),
  )
})

test('a Vault that is away, and back', async () => {
  const { vault, clock } = clientOf(fake)
  fake.answers.push(hangUp)
  await expect(vault.ask('GET', 'kv/data/ci', null, soon())).rejects.toMatchObject({ fault: "can't be reached" })
  clock.now += 1_000
  expect((await vault.ask('GET', 'kv/data/ci', null, soon())).data).toEqual({ data: { token: 'one' } })
})
