import { parse } from 'yaml'
import { findingsOf } from '../../src/config/issues.ts'
import { formatPath } from '../../src/config/problem.ts'
import { settings } from '../../src/config/schema.ts'
import { SMALLEST } from './files.ts'

const INLINE = 'must be env:NAME or file:path: a secret never stands in this file'
const URL_MESSAGE = 'must be an http:// or https:// URL without user, query or fragment'
const ANYWHERE = 'must be env:NAME, file:path, vault:mount/path#field or a command: a secret never stands in this file'
const KINDS =
  'aws, azure_client, basic, bearer, github_app, google_service_account, header, oauth_client and vault_database'

/** What is wrong with the smallest file once this stands in it, as `path message`. */
function refusals(changes: object): string[] {
  const value = { ...parse(SMALLEST), ...changes }
  const issues = settings.safeParse(value).error?.issues ?? []
  return findingsOf(issues, value).map(({ path, message }) => `${formatPath(path)} ${message}`)
}

const connection = (changes: object) => ({
  connections: [{ name: 'shop', protocol: 'git', upstream: 'https://git.test', ...changes }],
})
const service = (changes: object) => ({
  policy: { service: { url: 'https://bundles.test', resource: 'b.tar.gz', ...changes } },
})
const verification = (changes: object) => ({
  policy: { bundle: 'b.tar.gz', verification: { key: 'file:bundle.pem', ...changes } },
})
const log = (decisionLog: object) => ({ policy: { bundle: 'b.tar.gz', decision_log: decisionLog } })
const issuer = (changes: object) => ({
  issuers: [{ name: 'ci', issuer: 'https://ci.test', audience: 'sallyport', ...changes }],
})
const agent = (changes: object) => ({ agents: [{ name: 'shop-ci', issuer: 'ci', claims: {}, ...changes }] })

test.each([
  {},
  { store: { url: 'env:DATABASE_URL' }, mode: 'development', data_directory: '/var/lib/sallyport' },
  service({ resource: '/shop/b.tar.gz?version=2', credential: { bearer: 'env:BUNDLES' } }),
  service({ url: 'http://localhost:80/v1', polling: { long_polling_timeout_seconds: 3_600 } }),
  verification({ algorithm: 'HS512', key_id: 'one', scope: 'write' }),
  verification({ algorithm: 'EdDSA' }),
  log({ stdout: true }),
  log({ file: '/var/log/decisions.jsonl', reporting: { buffer_size_limit_bytes: 1 } }),
  log({ service: { url: 'https://logs.test' }, reporting: { upload_size_limit_bytes: 90 } }),
  issuer({ algorithms: ['ES256', 'EdDSA'], run: ['pipeline_id'] }),
  agent({ claims: { owner: 'acme', repository: ['acme/*'] }, groups: ['ci'] }),
  connection({ credential: 'none', hosts: ['git.gate.internal'], labels: { tier: 'prod', replicas: [1, null] } }),
  connection({ credential: { basic: { username: 'x-access-token', password: 'env:TOKEN' } } }),
  connection({ credential: { bearer: 'file:secrets/token' }, upstream: 'http://localhost:3000/api/' }),
  connection({ credential: { header: { name: 'PRIVATE-TOKEN', value: 'env:TOKEN' } } }),
  connection({ credential: { github_app: { app_id: 1, installation_id: '2', private_key: 'env:KEY' } } }),
  connection({
    credential: {
      github_app: { app_id: 'Iv1.a1', installation_id: 2, private_key: 'env:KEY', api: 'https://ghe.test/api/v3' },
    },
  }),
])('is taken: %j', (changes) => {
  expect(refusals(changes)).toEqual([])
})

test.each<[object, string[]]>([
  [{ store: 'postgres' }, ['store must be embedded, or have a url']],
  [{ store: { url: 'postgres://gate:pw@db/gate' } }, [`store.url ${INLINE}`]],
  [{ policy: null }, ['policy must be a map of fields, not empty']],
  [{ policy: undefined }, ['policy is missing']],
  [{ policy: {} }, ['policy must have exactly one of bundle and service']],
  [
    { policy: { bundle: 'b', service: { url: 'https://bundles.test', resource: 'b' } } },
    ['policy must have exactly one of bundle and service'],
  ],
  [{ policy: { bundel: 'b', bundle: 'b' } }, ['policy.bundel is not a field here; did you mean "bundle"?']],
  [service({ url: 'https://me:pw@bundles.test' }), [`policy.service.url ${URL_MESSAGE}`]],
  [
    service({ resource: 'a b' }),
    ['policy.service.resource must be what stands after the URL, without spaces or a fragment'],
  ],
  [service({ resource: undefined }), ['policy.service.resource is missing']],
  [service({ credential: { bearer: 'hunter2' } }), [`policy.service.credential.bearer ${INLINE}`]],
  [service({ credential: 'env:BUNDLES' }), ['policy.service.credential must be a map of fields, not text']],
  [service({ polling: { min_delay_seconds: 0 } }), ['policy.service.polling.min_delay_seconds must be at least 1']],
  [
    service({ polling: { long_polling_timeout_seconds: 3_601 } }),
    ['policy.service.polling.long_polling_timeout_seconds must be at most 3600'],
  ],
  [log({}), ['policy.decision_log must have exactly one of stdout, file and service']],
  [log({ stdout: true, file: 'd' }), ['policy.decision_log must have exactly one of stdout, file and service']],
  [log({ service: { url: 'ftp://logs.test' } }), [`policy.decision_log.service.url ${URL_MESSAGE}`]],
  [
    log({ service: { url: 'https://logs.test', credential: { bearer: 'hunter2' } } }),
    [`policy.decision_log.service.credential.bearer ${INLINE}`],
  ],
  [
    log({ stdout: true, reporting: { upload_size_limit_bytes: 89 } }),
    ['policy.decision_log.reporting.upload_size_limit_bytes must be at least 90'],
  ],
  [
    log({ stdout: true, reporting: { buffer_size_limit_bytes: 0 } }),
    ['policy.decision_log.reporting.buffer_size_limit_bytes must be at least 1'],
  ],
  [verification({ key: '-----BEGIN PUBLIC KEY-----' }), [`policy.verification.key ${INLINE}`]],
  [verification({ key: undefined }), ['policy.verification.key is missing']],
  [verification({ scope: '' }), ['policy.verification.scope must not be empty']],
  [{ session: { seconds: 0 } }, ['session.seconds must be at least 1']],
  [{ approvals: { wait_seconds: 3e6 } }, ['approvals.wait_seconds must be at most 2147483']],
  [{ limits: { spool_bytes: 'many' } }, ['limits.spool_bytes must be a number, not text']],
  [{ mode: 'producton' }, ['mode must be one of production, development; did you mean "production"?']],
  [{ dataDirectory: '.' }, ['dataDirectory is not a field here; did you mean "data_directory"?']],
  [issuer({ issuer: 'https://ci.test?a=b' }), [`issuers[0].issuer ${URL_MESSAGE}`]],
  [issuer({ algorithms: [] }), ['issuers[0].algorithms must not be empty']],
  [
    agent({ claims: { owner_id: 1 } }),
    ['agents[0].claims.owner_id must be text, or a list of text: put numbers in quotes'],
  ],
  [agent({ claims: { owner: [] } }), ['agents[0].claims.owner must not be empty']],
  [agent({ groups: 'ci' }), ['agents[0].groups must be a list, not text']],
  [connection({ name: 'Shop' }), ['connections[0].name must be of a-z, 0-9 and hyphens, and begin with no hyphen']],
  [connection({ upstream: 'https://me:pw@git.test' }), [`connections[0].upstream ${URL_MESSAGE}`]],
  [connection({ upstream: 'ssh://git.test' }), [`connections[0].upstream ${URL_MESSAGE}`]],
  [
    connection({ hosts: ['git.test:443'] }),
    ['connections[0].hosts[0] must be a host name in lower case, without a port'],
  ],
  [connection({ labels: { tier: Number.NaN } }), ['connections[0].labels.tier must be JSON']],
  [connection({ credential: 'env:TOKEN' }), [`connections[0].credential must be none, or have one of ${KINDS}`]],
  [connection({ credential: { bearer: 12345 } }), [`connections[0].credential.bearer ${ANYWHERE}`]],
  [connection({ credential: {} }), [`connections[0].credential must have exactly one of ${KINDS}`]],
  [
    connection({ credential: { bearer: 'env:A', header: { name: 'x', value: 'env:B' } } }),
    [`connections[0].credential must have exactly one of ${KINDS}`],
  ],
  [
    connection({ credential: { github_app: { app_id: '../1', installation_id: 0, private_key: 'hunter2' } } }),
    [
      'connections[0].credential.github_app.app_id must be an id',
      'connections[0].credential.github_app.installation_id must be at least 1',
      `connections[0].credential.github_app.private_key ${ANYWHERE}`,
    ],
  ],
  [
    connection({ credential: { header: { name: 'Host', value: 'hunter2' } } }),
    [
      'connections[0].credential.header.name must be the name of a header field',
      `connections[0].credential.header.value ${ANYWHERE}`,
    ],
  ],
  [
    connection({ credential: { basic: { username: 'a:b' } } }),
    [
      'connections[0].credential.basic.username must have no colon',
      'connections[0].credential.basic.password is missing',
    ],
  ],
])('is refused: %j', (changes, expected) => {
  expect(refusals(changes)).toEqual(expected)
})

test.each(['none', 'Ed25519', 'rs256'])('a bundle may not be signed by %s', (algorithm) => {
  expect(refusals(verification({ algorithm }))).toEqual([
    expect.stringMatching(/^policy\.verification\.algorithm must be one of RS256, .*, HS512, EdDSA/),
  ])
})

test.each(['HS256', 'HS512', 'none'])('an issuer may not sign with %s', (algorithm) => {
  expect(refusals(issuer({ algorithms: [algorithm] }))).toEqual([
    expect.stringMatching(
      /^issuers\[0\]\.algorithms\[0\] must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519/,
    ),
  ])
})

test('other credentials have names that a decision can say', () => {
  expect(refusals(connection({ credentials: { reader: 'none', 'bot-2': { bearer: 'env:BOT' } } }))).toEqual([])
  expect(refusals(connection({ credentials: { Reader_1: 'none', reader: 7 } }))).toEqual([
    'connections[0].credentials.Reader_1 must be named by a-z, 0-9 and hyphens',
    `connections[0].credentials.reader must be none, or have one of ${KINDS}`,
  ])
  expect(refusals(connection({ client_certificate: { cert: 'a.pem' } }))).toEqual([
    'connections[0].client_certificate.key is missing',
  ])
})

describe('Slack', () => {
  const slack = (changes: object) => ({
    slack: { bot_token: 'env:BOT', signing_secret: 'env:SIGN', team: 'T012', channel: 'C012', ...changes },
  })
  test('is asked over HTTP or through Socket Mode, in channels of one workspace', () => {
    expect(
      refusals(slack({ channels: ['C1', 'G2'], groups: { sre: 'S012' }, api: 'http://127.0.0.1:1/api/' })),
    ).toEqual([])
    expect(refusals(slack({ signing_secret: undefined, app_token: 'file:app' }))).toEqual([])
    const both = 'slack must have exactly one of signing_secret (HTTP) and app_token (Socket Mode)'
    expect(refusals(slack({ app_token: 'env:APP' }))).toEqual([both])
    expect(refusals(slack({ signing_secret: undefined }))).toEqual([both])
  })
  test('is named by IDs, and its secrets stand elsewhere', () => {
    expect(
      refusals(slack({ team: 'acme', channel: '#approvals', groups: { sre: '@sre' }, bot_token: 'hunter2' })),
    ).toEqual([
      `slack.bot_token ${INLINE}`,
      'slack.team must be the ID of a Slack workspace, such as T012AB3CD',
      'slack.channel must be the ID of a Slack channel, such as C012AB3CD',
      'slack.groups.sre must be the ID of a Slack user group, such as S012AB3CD',
    ])
  })
})

test.each([
  [{}, ['honeytokens.variables is missing']],
  [{ variables: {} }, ['honeytokens.variables must name a variable']],
  [
    { variables: { '1KEY': 'npm-token' } },
    ['honeytokens.variables.1KEY must be named as an environment variable: A-Z, 0-9 and _'],
  ],
  [
    { variables: { KEY: 'password' } },
    [
      'honeytokens.variables.KEY must be one of aws-access-key, aws-secret-access-key, github-token, gitlab-token, npm-token, database-url',
    ],
  ],
])('honeytokens: %j', (honeytokens, expected) => {
  expect(refusals({ honeytokens })).toEqual(expected)
})
