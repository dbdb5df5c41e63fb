import { At } from '../../src/config/at.ts'
import { formatPath } from '../../src/config/problem.ts'
import { credentialSecrets, credentialsOf, vaultSecrets } from '../../src/config/secrets.ts'

const standing = (fields: readonly At[]) =>
  fields.filter(({ value }) => value !== undefined).map(({ path }) => formatPath(path))

test('every secret of a credential is known', () => {
  const credential = {
    basic: { username: 'a', password: 'a' },
    bearer: 'a',
    header: { name: 'a', value: 'a' },
    github_app: { private_key: 'a', api: 'a' },
    aws: { keys: { access_key_id: 'a', secret_access_key: 'a', session_token: 'a' }, web_identity: { token: 'a' } },
    google_service_account: { key: 'a', audience: 'a' },
    azure_client: { secret: 'a', certificate: { cert: 'a', key: 'a' }, federated_token: 'a', tenant: 'a' },
    oauth_client: { client_secret: 'a', client_id: 'a' },
    vault_database: { role: 'a' },
  }
  expect(standing(credentialSecrets(new At(credential)))).toEqual([
    'basic.password',
    'bearer',
    'header.value',
    'github_app.private_key',
    'aws.keys.access_key_id',
    'aws.keys.secret_access_key',
    'aws.keys.session_token',
    'aws.web_identity.token',
    'google_service_account.key',
    'azure_client.secret',
    'azure_client.certificate.cert',
    'azure_client.certificate.key',
    'azure_client.federated_token',
    'oauth_client.client_secret',
  ])
})

test('every secret that opens Vault is known', () => {
  const auth = {
    token: 'a',
    approle: { role_id: 'a', secret_id: 'a', mount: 'a' },
    jwt: { token: 'a' },
    kubernetes: { token: 'a' },
  }
  expect(standing(vaultSecrets(new At({ auth })))).toEqual([
    'auth.token',
    'auth.approle.role_id',
    'auth.approle.secret_id',
    'auth.jwt.token',
    'auth.kubernetes.token',
  ])
})

test('a connection’s credentials are its default and those with a name', () => {
  const connection = new At({ credential: { bearer: 'a' }, credentials: { reader: { bearer: 'b' }, none: 'none' } })
  expect(credentialsOf(connection).map(({ path }) => formatPath(path))).toEqual([
    'credential',
    'credentials.reader',
    'credentials.none',
  ])
})
