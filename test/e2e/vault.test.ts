import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import { openPool } from '../../src/store/pool.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { appRole, type DevelopmentVault, needingVault, startVault } from '../support/vault.ts'
import { type Gate, run, startGate } from './gate.ts'

const vaultTest = needingVault()
const folder = mkdtempSync(join(tmpdir(), 'sallyport-e2e-vault-'))
let vault: DevelopmentVault
let orders: TestDatabase
let api: Server
let gate: Gate
let environment: NodeJS.ProcessEnv

const POLICY =
  'path "database/creds/shop" { capabilities = ["read"] }\npath "secret/data/ci/*" { capabilities = ["read"] }'

beforeAll(async () => {
  if (vaultTest === test.skip) return
  vault = await startVault(folder)
  orders = await testDatabase({ empty: true })
  const { roleId, secretId } = await appRole(vault, POLICY)
  environment = { VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId }
  const { hostname, port, pathname, username, password } = new URL(orders.url)
  await vault.write('sys/mounts/database', { type: 'database' })
  await vault.write('database/config/shop', {
    plugin_name: 'postgresql-database-plugin',
    allowed_roles: ['shop'],
    connection_url: `postgresql://{{username}}:{{password}}@${hostname}:${port}${pathname}?sslmode=disable`,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  })
  const creation = `create role "{{name}}" login password '{{password}}' valid until '{{expiration}}'`
  await vault.write('database/roles/shop', { db_name: 'shop', creation_statements: [creation], default_ttl: '5m' })
  await vault.write('secret/data/ci/api', { data: { token: 'from-vault' } })
  // Opens PostgreSQL with whatever it is given, or says what that was.
  api = createServer(async (req, res) => {
    const [scheme, value = ''] = (req.headers.authorization ?? '').split(' ')
    res.end(scheme === 'Basic' ? await whoIs(value) : `${scheme} of ${value.length}`)
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  const upstream = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  gate = await startGate({
    more: `  - { name: orders, protocol: http, upstream: "${upstream}", credential: { vault_database: { role: shop } } }
  - { name: ci, protocol: http, upstream: "${upstream}", credential: { bearer: "vault:secret/ci/api#token" } }
  - { name: absent, protocol: http, upstream: "${upstream}", credential: { bearer: "vault:secret/ci/absent#token" } }
vault:
  address: ${vault.url.href}
  auth: { approle: { role_id: env:VAULT_ROLE_ID, secret_id: env:VAULT_SECRET_ID } }
`,
    environment,
  })
}, 60_000)

afterAll(async () => {
  await gate?.close()
  await vault?.stop()
  await orders?.drop()
  api?.closeAllConnections()
  api?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function whoIs(pair: string): Promise<string> {
  const [username = '', password = ''] = Buffer.from(pair, 'base64').toString().split(':')
  const pool = await openPool(Object.assign(new URL(orders.url), { username, password }).href, { size: 1 })
  try {
    return String(await pool.oneFirst(sql.unsafe`select current_user`))
  } finally {
    await pool.end()
  }
}

vaultTest(
  'an account that Vault made opens the database, one for all, and a field opens an API',
  async () => {
    const token = await gate.session({ run_id: 'vault' })
    const get = async (path: string) => (await gate.request(path, token)).text()
    const users = new Set(await Promise.all(Array.from({ length: 20 }, () => get('/c/orders/mine'))))
    expect([...users]).toEqual([expect.stringMatching(/^v-approle-shop-/)])
    expect(await get('/c/ci/builds')).toBe(`Bearer of ${'from-vault'.length}`)
    const refused = JSON.parse(await get('/c/absent/builds')) as { error: { message: string } }
    expect(refused.error.message).toBe(
      'The credential of the connection "absent" could not be opened: its source, a configured secret, can\'t be read as it is configured. Nothing was sent.',
    )
  },
  60_000,
)

vaultTest(
  'a check says who that is, and what is wrong with the rest',
  async () => {
    const { status, output } = await run(
      process.execPath,
      ['src/cli/index.ts', 'credentials', 'check', '-c', gate.world.configFile, 'orders', 'ci', 'absent'],
      environment,
    )
    expect(status).toBe(1)
    expect(output.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^orders {2}vault_database {2}the database account v-approle-shop-\S+, had of Vault as approle \(default, gate\) {2}until \d{4}-/,
      ),
      'ci  bearer  can be read; nobody says who that is',
      expect.stringMatching(
        /^absent {2}bearer {2}ERR_CREDENTIAL_UNAVAILABLE: .*\(Vault has nothing at secret\/data\/ci\/absent\)$/,
      ),
    ])
  },
  60_000,
)

vaultTest(
  'while Vault is sealed, what it gave goes on being used, and what it didn’t is refused in words',
  async () => {
    const token = await gate.session({ run_id: 'sealed' })
    const mine = async () => (await gate.request('/c/orders/mine', token)).text()
    const before = await mine()
    await vault.write('sys/seal', {})
    expect(await mine()).toBe(before)
    const refused = JSON.parse(await (await gate.request('/c/absent/builds', token)).text()) as {
      error: { message: string }
    }
    expect(refused.error.message).toContain('its source, a configured secret, refused')
  },
  60_000,
)
