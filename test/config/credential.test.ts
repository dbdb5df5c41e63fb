import { toCredential, toVault } from '../../src/config/credential.ts'
import { credential, vault } from '../../src/config/credential-schema.ts'

const env = (name: string) => ({ from: 'env', name })
const file = (name: string) => ({ from: 'file', name: `/etc/gate/${name}` })
const role_arn = 'arn:aws:iam::123456789012:role/shop'
const google = { kind: 'google_service_account', key: file('key.json'), impersonate: null }
const googleAt = {
  tokenUri: new URL('https://oauth2.googleapis.com/token'),
  iamEndpoint: new URL('https://iamcredentials.googleapis.com'),
}
const azure = { tenant: 'acme', client_id: 'app', scope: 'a/.default' }
const azureAt = {
  ...{ kind: 'azure_client', tenant: 'acme', clientId: 'app', scope: 'a/.default' },
  authority: new URL('https://login.microsoftonline.com'),
}
const awsAt = { kind: 'aws', role: null, region: 'eu-west-1', service: 's3', stsEndpoint: null }

test.each([
  ['none', { kind: 'none' }],
  [{ basic: { username: 'x', password: 'file:token' } }, { kind: 'basic', username: 'x', secret: file('token') }],
  [{ bearer: 'env:TOKEN' }, { kind: 'bearer', secret: env('TOKEN') }],
  [
    { bearer: { command: ['bin/token', '-n'] } },
    { kind: 'bearer', secret: { from: 'command', name: '/etc/gate/bin/token', arguments: ['-n'], seconds: 300 } },
  ],
  [
    { header: { name: 'PRIVATE-TOKEN', value: 'vault:kv/ci#token' } },
    {
      kind: 'header',
      name: 'PRIVATE-TOKEN',
      secret: { from: 'vault', name: 'kv/ci#token', mount: 'kv', path: 'ci', field: 'token' },
    },
  ],
  [
    { github_app: { app_id: 12345, installation_id: '67', private_key: 'file:app.pem' } },
    {
      kind: 'github_app',
      appId: '12345',
      installationId: '67',
      secret: file('app.pem'),
      api: new URL('https://api.github.com'),
    },
  ],
  [
    { vault_database: { role: 'shop' } },
    { kind: 'vault_database', mount: 'database', role: 'shop', leaseSeconds: null },
  ],
  [
    { vault_database: { mount: 'db', role: 'shop', lease_seconds: 600 } },
    { kind: 'vault_database', mount: 'db', role: 'shop', leaseSeconds: 600 },
  ],
  [
    { aws: { keys: { access_key_id: 'env:ID', secret_access_key: 'env:KEY' }, region: 'eu-west-1', service: 's3' } },
    { ...awsAt, from: { kind: 'keys', accessKeyId: env('ID'), secretAccessKey: env('KEY'), sessionToken: null } },
  ],
  [
    {
      aws: {
        keys: { access_key_id: 'env:ID', secret_access_key: 'env:KEY', session_token: 'env:TOKEN' },
        region: 'eu-west-1',
        service: 's3',
        role_arn,
        session_name: 'gate',
        external_id: 'acme',
        duration_seconds: 900,
        session_policy: { Version: '2012-10-17' },
        sts_endpoint: 'https://sts.test',
      },
    },
    {
      ...awsAt,
      from: { kind: 'keys', accessKeyId: env('ID'), secretAccessKey: env('KEY'), sessionToken: env('TOKEN') },
      service: 's3',
      stsEndpoint: new URL('https://sts.test'),
      role: {
        arn: role_arn,
        sessionName: 'gate',
        externalId: 'acme',
        durationSeconds: 900,
        sessionPolicy: '{"Version":"2012-10-17"}',
      },
    },
  ],
  [
    { aws: { vault: { role: 'shop' }, region: 'eu-west-1', service: 's3' } },
    { ...awsAt, from: { kind: 'vault', mount: 'aws', role: 'shop' } },
  ],
  [
    { aws: { web_identity: { token: 'file:token' }, role_arn, region: 'eu-west-1', service: 's3' } },
    {
      ...awsAt,
      from: { kind: 'web_identity', token: file('token') },
      role: { arn: role_arn, sessionName: null, externalId: null, durationSeconds: 3600, sessionPolicy: null },
    },
  ],
  [
    { google_service_account: { key: 'file:key.json', scopes: ['a'] } },
    { ...google, ...googleAt, target: { scopes: ['a'] } },
  ],
  [
    { google_service_account: { key: 'file:key.json', audience: 'https://run.test', impersonate: 'a@b.test' } },
    { ...google, ...googleAt, target: { audience: 'https://run.test' }, impersonate: 'a@b.test' },
  ],
  [{ azure_client: { ...azure, secret: 'env:S' } }, { ...azureAt, proof: { kind: 'secret', secret: env('S') } }],
  [
    { azure_client: { ...azure, certificate: { cert: 'file:a.pem', key: 'env:KEY' } } },
    { ...azureAt, proof: { kind: 'certificate', certificate: file('a.pem'), key: env('KEY') } },
  ],
  [
    { azure_client: { ...azure, federated_token: 'file:token' } },
    { ...azureAt, proof: { kind: 'federated_token', token: file('token') } },
  ],
  [
    { oauth_client: { token_url: 'https://sso.test/token', client_id: 'gate', client_secret: 'env:S', scope: 'a b' } },
    {
      kind: 'oauth_client',
      tokenUrl: new URL('https://sso.test/token'),
      clientId: 'gate',
      secret: env('S'),
      scope: 'a b',
      audience: null,
    },
  ],
])('the credential %j', (settings, expected) => {
  expect(toCredential(credential.parse(settings), '/etc/gate')).toEqual(expected)
})

test.each([
  [{ token: 'env:TOKEN' }, { kind: 'token', token: env('TOKEN') }],
  [
    { approle: { role_id: 'env:A', secret_id: 'file:b' } },
    { kind: 'approle', mount: 'approle', roleId: env('A'), secretId: file('b') },
  ],
  [{ jwt: { role: 'gate', token: 'file:t' } }, { kind: 'jwt', mount: 'jwt', role: 'gate', token: file('t') }],
  [
    { kubernetes: { role: 'gate' } },
    {
      kind: 'jwt',
      mount: 'kubernetes',
      role: 'gate',
      token: { from: 'file', name: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
    },
  ],
])('Vault, by %j', (auth, expected) => {
  const settings = { address: 'https://vault.test', ca: 'ca.pem', namespace: 'team', auth }
  expect(toVault(vault.parse(settings), '/etc/gate')).toEqual({
    ...{ address: new URL('https://vault.test'), caFile: '/etc/gate/ca.pem', namespace: 'team', auth: expected },
  })
  expect(toVault(vault.parse({ address: 'https://vault.test', auth }), '/etc/gate')).toMatchObject({
    ...{ caFile: null, namespace: null },
  })
})
