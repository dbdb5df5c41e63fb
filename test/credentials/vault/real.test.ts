import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import { type CredentialSource, createCredentials } from '../../../src/credentials/open.ts'
import { openPool } from '../../../src/store/pool.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { type Moto, needingMoto, startMoto } from '../../support/moto.ts'
import { appRole, type DevelopmentVault, needingVault, startVault } from '../../support/vault.ts'
import { asked, env, SESSION } from '../surroundings.ts'

const vaultTest = needingVault()
const both = needingMoto() === test.skip ? test.skip : vaultTest

const POLICY = `
path "secret/data/ci/*" { capabilities = ["read"] }
path "secret/data/other" { capabilities = ["deny"] }
path "database/creds/shop" { capabilities = ["read"] }
path "aws/creds/shop" { capabilities = ["read"] }
`
const folder = mkdtempSync(join(tmpdir(), 'sallyport-vault-'))
let vault: DevelopmentVault
let database: TestDatabase
let moto: Moto | undefined
let environment: { ROLE: string; SECRET: string }
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  if (vaultTest === test.skip) return
  vault = await startVault(folder)
  const { roleId, secretId } = await appRole(vault, POLICY)
  environment = { ROLE: roleId, SECRET: secretId }
}, 60_000)
afterEach(() => Promise.all(closing.splice(0).map((close) => close())))
afterAll(async () => {
  await vault?.stop()
  await moto?.stop()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const { connection } = asked()
function gate(source: CredentialSource) {
  const { open, check, close, known } = createCredentials({
    sources: new Map([['shop', source]]),
    environment,
    hidden: new Set(),
    vault: {
      address: vault.url,
      ca: null,
      namespace: null,
      auth: { kind: 'approle', mount: 'approle', roleId: env('ROLE'), secretId: env('SECRET') },
    },
    now: Date.now,
  })
  closing.push(close)
  return { close, known, check: () => check(connection, null), open: () => open(connection, [], SESSION, null) }
}
const field = (path: string, name = 'token', mount = 'secret'): CredentialSource => {
  return { kind: 'bearer', secret: { from: 'vault', name: `${mount}/${path}#${name}`, mount, path, field: name } }
}
const cause = (message: string) => ({
  code: 'ERR_CREDENTIAL_UNAVAILABLE',
  cause: expect.objectContaining({ name: 'SourceError', message }),
})

const soon = () => new Promise((resolve) => setTimeout(resolve, 50))

vaultTest(
  'a field of the key/value engine, and every way to find none',
  async () => {
    await vault.write('secret/data/ci/shop', { data: { token: 'one', number: 7 } })
    expect(await gate(field('ci/shop')).open()).toEqual({ kind: 'bearer', token: 'one' })
    await expect(gate(field('ci/shop', 'other')).open()).rejects.toMatchObject(
      cause("Vault's secret/ci/shop#other has no such field"),
    )
    await expect(gate(field('ci/shop', 'number')).open()).rejects.toMatchObject(
      cause("Vault's secret/ci/shop#number is no text, or an empty one"),
    )
    await expect(gate(field('ci/absent')).open()).rejects.toMatchObject(
      cause('Vault has nothing at secret/data/ci/absent'),
    )
    await expect(gate(field('other')).open()).rejects.toMatchObject(
      cause('Vault refused secret/data/other: 1 error occurred: * permission denied'),
    )
    await expect(gate(field('ci/shop', 'token', 'nowhere')).open()).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringMatching(/^Vault refused nowhere\/data\/ci\/shop: /) }),
    })
    await vault.delete('secret/data/ci/shop')
    await expect(gate(field('ci/shop')).open()).rejects.toMatchObject(
      cause('Vault has nothing at secret/data/ci/shop: its newest version was deleted'),
    )
    await vault.write('secret/destroy/ci/shop', { versions: [1] })
    await expect(gate(field('ci/shop')).open()).rejects.toMatchObject(
      cause('Vault has nothing at secret/data/ci/shop: its newest version was destroyed'),
    )
  },
  60_000,
)

vaultTest(
  'an account of PostgreSQL, which opens the database until it is given back',
  async () => {
    database = await testDatabase({ empty: true })
    const { hostname, port, pathname, username, password } = new URL(database.url)
    await vault.write('sys/mounts/database', { type: 'database' })
    await vault.write('database/config/shop', {
      plugin_name: 'postgresql-database-plugin',
      allowed_roles: ['shop'],
      connection_url: `postgresql://{{username}}:{{password}}@${hostname}:${port}${pathname}?sslmode=disable`,
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    })
    await vault.write('database/roles/shop', {
      db_name: 'shop',
      creation_statements: [`create role "{{name}}" login password '{{password}}' valid until '{{expiration}}'`],
      default_ttl: '5m',
      max_ttl: '1h',
    })
    const { open, close, check, known } = gate({
      kind: 'vault_database',
      mount: 'database',
      role: 'shop',
      leaseSeconds: 120,
    })
    const all = await Promise.all(Array.from({ length: 200 }, () => open()))
    expect(new Set(all.map((it) => JSON.stringify(it))).size).toBe(1)
    const [credential] = all
    if (credential?.kind !== 'basic') throw new Error('no account')
    expect(known()).toContain(credential.password)
    const { who, expiresAt } = await check()
    expect(who).toMatch(/^the database account v-approle-shop-\w+-\d+, had of Vault as approle \(default, gate\)$/)
    expect(Math.abs(expiresAt! - Date.now() - 120_000)).toBeLessThan(30_000)
    const logIn = async () => {
      const url = Object.assign(new URL(database.url), credential)
      const pool = await openPool(url.href, { size: 1 })
      try {
        return await pool.oneFirst(sql.unsafe`select current_user`)
      } finally {
        await pool.end()
      }
    }
    expect(await logIn()).toBe(credential.username)
    await close()
    // Vault revokes the leases of a token behind its answer.
    while (await logIn().catch(() => null)) await soon()
  },
  60_000,
)

both(
  'a user of IAM, made by Vault’s AWS engine',
  async () => {
    moto = await startMoto()
    const root = await moto.user('vault', { Effect: 'Allow', Action: '*', Resource: '*' })
    await vault.write('sys/mounts/aws', { type: 'aws' })
    await vault.write('aws/config/root', {
      access_key: root.accessKeyId,
      secret_key: root.secretAccessKey,
      region: 'us-east-1',
      iam_endpoint: moto.url.href,
      sts_endpoint: moto.url.href,
    })
    const statement = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' }
    await vault.write('aws/roles/shop', {
      credential_type: 'iam_user',
      policy_document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    })
    await moto.enforce()
    const { check, close } = gate({
      kind: 'aws',
      from: { kind: 'vault', mount: 'aws', role: 'shop' },
      role: null,
      region: 'us-east-1',
      service: 's3',
      stsEndpoint: moto.url,
    })
    const { who } = await check()
    expect(who).toMatch(/^arn:aws:iam::123456789012:user\/vault-approle-shop-/)
    await close()
    const { accessKeyId, secretAccessKey } = root
    const users = async () => {
      const listed = await moto!.call(
        'iam',
        { Action: 'ListUsers', Version: '2010-05-08' },
        { accessKeyId, secretAccessKey },
      )
      return listed.match(/<UserName>[^<]*/g)
    }
    while ((await users())!.length > 1) await soon()
    expect(await users()).toEqual(['<UserName>vault'])
  },
  60_000,
)

vaultTest(
  'Vault sealed, and a login that it refuses',
  async () => {
    environment = { ...environment, SECRET: '00000000-0000-0000-0000-000000000000' }
    await expect(gate(field('ci/shop')).open()).rejects.toMatchObject(
      cause('Vault answered 400 to auth/approle/login: invalid role or secret ID'),
    )
    await vault.write('sys/seal', {})
    await expect(gate(field('ci/shop')).open()).rejects.toMatchObject(cause('Vault is sealed'))
  },
  60_000,
)
