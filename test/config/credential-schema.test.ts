import { credential, vault } from '../../src/config/credential-schema.ts'
import { findingsOf } from '../../src/config/issues.ts'
import { formatPath } from '../../src/config/problem.ts'

type Schema = { safeParse(value: unknown): { error?: { issues: Parameters<typeof findingsOf>[0] } | undefined } }
const refusals = (schema: Schema, value: unknown) =>
  findingsOf(schema.safeParse(value).error?.issues ?? [], value).map(
    ({ path, message }) => `${formatPath(path)} ${message}`,
  )

const SERVICE = 'must be an http:// or https:// URL without user, query or fragment'
const keys = { access_key_id: 'env:ID', secret_access_key: 'env:KEY' }
const role_arn = 'arn:aws:iam::123456789012:role/ci/shop'
const google = { key: 'file:key.json', scopes: ['https://www.googleapis.com/auth/cloud-platform'] }
const azure = { tenant: 'acme.test', client_id: '00000000-0000-0000-0000-000000000000', scope: 'a/.default' }

test.each([
  { vault_database: { role: 'shop' } },
  { vault_database: { mount: 'team/database', role: 'shop', lease_seconds: 600 } },
  { aws: { keys, region: 'eu-west-1', service: 's3' } },
  {
    aws: {
      keys: { ...keys, session_token: 'env:TOKEN' },
      region: 'eu-west-1',
      role_arn,
      external_id: 'acme:1',
      service: 's3',
    },
  },
  {
    aws: {
      vault: { role: 'shop' },
      region: 'us-gov-west-1',
      service: 'sqs',
      sts_endpoint: 'https://sts.us-gov-west-1.amazonaws.com',
    },
  },
  {
    aws: {
      web_identity: { token: 'file:/run/token' },
      region: 'eu-west-1',
      service: 'dynamodb',
      role_arn: 'arn:aws-us-gov:iam::123456789012:role/shop',
      session_name: 'gate@acme',
      duration_seconds: 900,
      session_policy: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    },
  },
  { google_service_account: google },
  {
    google_service_account: {
      key: 'env:KEY',
      audience: 'https://run.test',
      impersonate: 'a@acme.iam.gserviceaccount.com',
    },
  },
  { azure_client: { ...azure, secret: 'env:SECRET' } },
  { azure_client: { ...azure, certificate: { cert: 'file:a.pem', key: 'file:b.pem' } } },
  { azure_client: { ...azure, federated_token: 'file:/run/token', authority: 'https://login.microsoftonline.us' } },
  {
    oauth_client: {
      token_url: 'https://sso.test/token',
      client_id: 'a:b',
      client_secret: { command: ['pass'] },
      scope: 'a b',
    },
  },
])('is taken: %j', (value) => {
  expect(refusals(credential, value)).toEqual([])
})

test.each<[object, string[]]>([
  [{ vault_database: { role: '../a' } }, ['vault_database.role must be of letters, digits and . _ @ -']],
  [
    { vault_database: { mount: 'a/../b', role: 'a' } },
    ['vault_database.mount must be words with slashes between them'],
  ],
  [{ vault_database: { role: 'a', lease_seconds: 5 } }, ['vault_database.lease_seconds must be at least 60']],
  [{ aws: { region: 'eu-west-1', service: 's3' } }, ['aws must have exactly one of keys, vault and web_identity']],
  [
    { aws: { keys, vault: { role: 'a' }, region: 'eu-west-1', service: 's3' } },
    ['aws must have exactly one of keys, vault and web_identity'],
  ],
  [
    { aws: { keys: { ...keys, secret_access_key: 'hunter2' }, region: 'EU', service: 's3' } },
    [
      'aws.keys.secret_access_key must be env:NAME, file:path, vault:mount/path#field or a command: a secret never stands in this file',
      'aws.region must be a region, such as eu-central-1',
    ],
  ],
  [
    {
      aws: {
        keys,
        region: 'a',
        role_arn: 'shop',
        session_name: 'a b',
        external_id: '!',
        duration_seconds: 60,
        sts_endpoint: 'sts',
        service: '?',
      },
    },
    [
      "aws.role_arn must be a role's ARN",
      'aws.session_name must be of 2 to 64 letters, digits and + = , . @ - _',
      'aws.external_id must be of letters, digits and + = , . @ : / - _',
      'aws.duration_seconds must be at least 900',
      'aws.service must be a service as signatures name it, such as s3',
      `aws.sts_endpoint ${SERVICE}`,
    ],
  ],
  [
    { google_service_account: { key: 'env:KEY' } },
    ['google_service_account must have exactly one of audience and scopes'],
  ],
  [
    { google_service_account: { ...google, impersonate: 'somebody' } },
    ["google_service_account.impersonate must be a service account's e-mail address"],
  ],
  [{ azure_client: azure }, ['azure_client must have exactly one of certificate, federated_token and secret']],
  [
    { azure_client: { ...azure, tenant: 'a/b', secret: 'env:S' } },
    ['azure_client.tenant must be of letters, digits and . _ @ -'],
  ],
  [{ oauth_client: { client_id: 'a', client_secret: 'env:S' } }, ['oauth_client.token_url is missing']],
])('is refused: %j', (value, expected) => {
  expect(refusals(credential, value)).toEqual(expected)
})

test.each([
  { address: 'https://vault.test', auth: { token: 'env:VAULT_TOKEN' } },
  {
    address: 'https://vault.test:8200',
    ca: 'ca.pem',
    namespace: 'team/ci',
    auth: { approle: { role_id: 'env:A', secret_id: 'file:b' } },
  },
  { address: 'https://vault.test', auth: { jwt: { role: 'gate', token: 'file:/run/token' } } },
  { address: 'https://vault.test', auth: { kubernetes: { role: 'gate' } } },
])('Vault at %j', (value) => {
  expect(refusals(vault, value)).toEqual([])
})

test.each<[object, string[]]>([
  [{ address: 'https://vault.test' }, ['auth is missing']],
  [{ address: 'https://vault.test', auth: {} }, ['auth must have exactly one of token, approle, jwt and kubernetes']],
  [
    { address: 'vault', auth: { approle: { role_id: 'env:A' } } },
    [`address ${SERVICE}`, 'auth.approle.secret_id is missing'],
  ],
])('no Vault at %j', (value, expected) => {
  expect(refusals(vault, value)).toEqual(expected)
})
