import { At } from '../../src/config/at.ts'
import { checkCredentials, checkVault } from '../../src/config/credential-rules.ts'
import { formatPath } from '../../src/config/problem.ts'

/** What is wrong with one connection's credential, as `path message`, where git signs nothing and s3 does. */
function broken(credential: object, more: object = {}, protocol = 's3', signing = ['s3']): string[] {
  const root = new At({ connections: [{ protocol, credential }], ...more })
  const [connection] = root.get('connections').items
  return [...checkCredentials(root, connection!, signing)].map(
    ({ path, message }) => `${formatPath(path.slice(3))} ${message}`,
  )
}

const HTTPS = 'must be https://: http:// is only for a loopback address, or mode: development'

test('an app is for GitHub', () => {
  const app = { github_app: {} }
  expect(broken(app, {}, 'git')).toEqual([])
  expect(broken(app, {}, 'github')).toEqual([])
  expect(broken(app, {}, 'http')).toEqual(['github_app is for connections of protocol git or github'])
})

test('what policy may name is checked like the default', () => {
  const root = new At({ connections: [{ protocol: 'git', credentials: { reader: { vault_database: {} }, bot: 7 } }] })
  const [connection] = root.get('connections').items
  expect([...checkCredentials(root, connection!, [])].map(({ path }) => formatPath(path))).toEqual([
    'connections[0].credentials.reader.vault_database',
  ])
})

test('keys for AWS are for protocols that sign', () => {
  const aws = { aws: { keys: {} } }
  expect(broken(aws)).toEqual([])
  expect(broken(aws, {}, 'git')).toEqual(["aws is for protocols that sign each request, as s3 does; git doesn't"])
  expect(broken(aws, {}, 'http', [])).toEqual([
    "aws is for protocols that sign each request, which no protocol does yet; http doesn't",
  ])
})

test('a role has what says something of it, and what says something of a role has one', () => {
  expect(broken({ aws: { web_identity: {}, role_arn: 'a', external_id: 'b' } })).toEqual([
    "aws.external_id isn't taken with web_identity",
  ])
  expect(broken({ aws: { web_identity: {}, session_name: 'a', external_id: 'b', session_policy: {} } })).toEqual([
    'aws must have a role_arn beside web_identity',
    'aws.session_name is for a role: set role_arn',
    'aws.external_id is for a role: set role_arn',
    'aws.session_policy is for a role: set role_arn',
  ])
})

test.each([
  { github_app: { api: 'http://a.test' } },
  { aws: { role_arn: 'a', sts_endpoint: 'http://a.test' } },
  { google_service_account: { token_uri: 'http://a.test' } },
  { google_service_account: { iam_endpoint: 'http://a.test' } },
  { azure_client: { authority: 'http://a.test' } },
  { oauth_client: { token_url: 'http://a.test' } },
])('%j is asked over TLS', (credential) => {
  const [[kind, fields]] = Object.entries(credential) as [[string, object]]
  const field = Object.keys(fields).at(-1)
  const [protocol, signing] = kind === 'github_app' ? ['git', []] : ['s3', ['s3']]
  expect(broken(credential, {}, protocol, signing)).toEqual([`${kind}.${field} ${HTTPS}`])
  expect(broken(credential, { mode: 'development' }, protocol, signing)).toEqual([])
  const local = { [kind]: { ...fields, [field!]: 'http://127.0.0.1:1' } }
  expect(broken(local, {}, protocol, signing)).toEqual([])
})

test('what lies in Vault needs one', () => {
  const needing = [{ vault_database: {} }, { aws: { vault: {} } }, { bearer: 'vault:kv/a#b' }]
  expect(needing.flatMap((credential) => broken(credential))).toEqual([
    'vault_database needs Vault: say where it is in the section vault',
    'aws.vault needs Vault: say where it is in the section vault',
    'bearer lies in Vault: say where that is in the section vault',
  ])
  expect(broken({ oauth_client: { scope: 'vault:read', client_secret: 'env:A' } })).toEqual([])
  expect(needing.flatMap((credential) => broken(credential, { vault: {} }))).toEqual([])
})

test('Vault is asked over TLS, and what opens it lies elsewhere', () => {
  const check = (vault: object) =>
    [...checkVault(new At({ vault }))].map(({ path, message }) => `${formatPath(path)} ${message}`)
  expect(
    check({ address: 'http://vault.test', auth: { approle: { secret_id: 'vault:kv/a#b', role_id: 'env:A' } } }),
  ).toEqual([`vault.address ${HTTPS}`, "vault.auth.approle.secret_id can't lie in Vault: it is what opens Vault"])
  expect(check({ address: 'http://127.0.0.1:8200', auth: { token: 'env:A' } })).toEqual([])
})

test.each([null, 'text', 7, [], { aws: 7 }, { aws: { role_arn: [] } }])('%j breaks nothing', (credential) => {
  expect(() => broken(credential as object)).not.toThrow()
})
