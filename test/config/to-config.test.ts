import { parse } from 'yaml'
import { settings } from '../../src/config/schema.ts'
import { toConfig, toPolicy } from '../../src/config/to-config.ts'
import { SMALLEST } from './files.ts'

const convert = (changes: object) => toConfig(settings.parse({ ...parse(SMALLEST), ...changes }), '/etc/gate', [])

test('paths are from the folder on', () => {
  const config = convert({
    listen: {
      agents: { address: '0.0.0.0:443', tls: { cert: 'tls/cert.pem', key: '/run/key.pem' } },
      people: { address: '[::]:8443', behind_tls: ['10.0.0.0/8'] },
      status: { address: '127.0.0.1:0' },
      proxy: { address: '127.0.0.1:7074' },
    },
    certificate_authority: { cert: 'ca.pem', key: '/run/ca-key.pem' },
    data_directory: '../data',
    store: { url: 'env:DATABASE_URL' },
  })
  expect(config.listen).toEqual({
    agents: {
      address: { host: '0.0.0.0', port: 443 },
      tls: { cert: '/etc/gate/tls/cert.pem', key: '/run/key.pem' },
      behindTls: [],
    },
    people: { address: { host: '::', port: 8443 }, tls: null, behindTls: ['10.0.0.0/8'] },
    status: { address: { host: '127.0.0.1', port: 0 } },
    proxy: { address: { host: '127.0.0.1', port: 7074 }, tls: null, behindTls: [] },
  })
  expect(config.certificateAuthority).toEqual({ cert: '/etc/gate/ca.pem', key: '/run/ca-key.pem' })
  expect(config.dataDirectory).toBe('/etc/data')
  expect(config.store).toEqual({ kind: 'url', url: { from: 'env', name: 'DATABASE_URL' } })
  expect(config.policy).toEqual({
    source: { kind: 'file', path: '/etc/gate/bundles/default.tar.gz' },
    verification: null,
    decisionLog: null,
  })
})

test('people are known by an address and whatever else is written of them', () => {
  const login = { issuer: 'https://idp.test', client_id: 'gate' }
  const named = { email: 'ada@shop.test', slack: 'T1/U1', sub: 's-1', logins: { ci: 'ada' }, groups: ['leads'] }
  expect(convert({ login, people: [named, { email: 'bob@shop.test' }] }).people).toEqual([
    {
      ...{ email: 'ada@shop.test', slack: 'T1/U1', login: 'https://idp.test s-1' },
      ...{ logins: { ci: 'ada' }, groups: ['leads'] },
    },
    { email: 'bob@shop.test', slack: null, login: null, logins: {}, groups: [] },
  ])
})

test.each([
  ['https://bundles.test', 'shop.tar.gz', 'https://bundles.test/shop.tar.gz'],
  ['https://bundles.test/v1/', '/shop/b.tar.gz?version=2', 'https://bundles.test/v1/shop/b.tar.gz?version=2'],
])('a bundle service at %s with %s', (url, resource, joined) => {
  expect(convert({ policy: { service: { url, resource } } }).policy).toEqual({
    source: {
      kind: 'service',
      url: new URL(joined),
      token: null,
      minDelaySeconds: 60,
      maxDelaySeconds: 120,
      longPollingTimeoutSeconds: null,
    },
    verification: null,
    decisionLog: null,
  })
})

test('everything that can be said of policy', () => {
  const policy = {
    service: {
      url: 'https://bundles.test',
      resource: 'b',
      credential: { bearer: 'env:BUNDLES' },
      polling: { min_delay_seconds: 1, max_delay_seconds: 2, long_polling_timeout_seconds: 3 },
    },
    verification: { key: 'file:bundle.pem', algorithm: 'ES256', key_id: 'one', scope: 'write' },
  }
  expect(convert({ policy }).policy).toMatchObject({
    source: {
      token: { from: 'env', name: 'BUNDLES' },
      ...{ minDelaySeconds: 1, maxDelaySeconds: 2, longPollingTimeoutSeconds: 3 },
    },
    verification: {
      key: { from: 'file', name: '/etc/gate/bundle.pem' },
      algorithm: 'ES256',
      keyId: 'one',
      scope: 'write',
    },
  })
  const shortest = toPolicy({ bundle: 'b', verification: { key: 'env:KEY', algorithm: 'RS256' } }, '/etc/gate')
  expect(shortest.verification).toEqual({
    key: { from: 'env', name: 'KEY' },
    algorithm: 'RS256',
    keyId: null,
    scope: null,
  })
})

test('claims are lists', () => {
  const issuers = [{ name: 'ci', issuer: 'https://ci.test', audience: 'gate' }]
  const agents = [{ name: 'shop-ci', issuer: 'ci', claims: { owner: 'acme', repository: ['acme/a', 'acme/b'] } }]
  const config = convert({ issuers, agents })
  const unsaid = { preset: null, algorithms: null, run: null, caFile: null, bearer: null }
  expect(config.issuers).toEqual([{ ...issuers[0], ...unsaid }])
  expect(config.agents).toEqual([
    { name: 'shop-ci', issuer: 'ci', claims: { owner: ['acme'], repository: ['acme/a', 'acme/b'] }, groups: [] },
  ])
})

test('everything that can be said of an issuer', () => {
  const issuer = {
    ...{ name: 'cluster', preset: 'kubernetes', issuer: 'https://cluster.test', audience: 'gate' },
    ...{ algorithms: ['ES256'], run: ['sub'], ca: 'ca.pem', credential: { bearer: 'file:token' } },
  }
  const { ca: _ca, credential: _credential, ...same } = issuer
  const read = { caFile: '/etc/gate/ca.pem', bearer: { from: 'file', name: '/etc/gate/token' } }
  expect(convert({ issuers: [issuer] }).issuers).toEqual([{ ...same, ...read }])
  const shortest = convert({ issuers: [{ name: 'ci', preset: 'github-actions', audience: 'gate' }] }).issuers
  expect(shortest[0]).toMatchObject({ preset: 'github-actions', issuer: null })
})

test('identity providers', () => {
  const said = { name: 'idp', entity_id: 'https://idp.test', certificates: ['a.pem', '/run/b.pem'], audience: 'gate' }
  const { entity_id: entityId, ...same } = said
  const certificates = ['/etc/gate/a.pem', '/run/b.pem']
  const recipient = 'https://gate.test/oauth/token'
  expect(convert({ saml: [said, { ...said, recipient, run: ['run_id'] }] }).saml).toEqual([
    { ...same, entityId, certificates, recipient: null, run: [] },
    { ...same, entityId, certificates, recipient, run: ['run_id'] },
  ])
  expect(convert({}).saml).toEqual([])
})

test.each([
  ['none', { kind: 'none' }],
  [{ bearer: 'file:token' }, { kind: 'bearer', secret: { from: 'file', name: '/etc/gate/token' } }],
])('the credential %j', (credential, expected) => {
  const connection = { name: 'shop', protocol: 'git', upstream: 'https://git.test/base', credential }
  expect(convert({ connections: [connection] }).connections).toEqual([
    {
      ...connection,
      record: { request: 'head', answer: 'head' },
      keptDays: 90,
      upstream: new URL('https://git.test/base'),
      ...{ hosts: [], labels: {}, credential: expected, credentials: {}, clientCertificate: null, caFile: null },
    },
  ])
})

test('a client certificate', () => {
  const client_certificate = { cert: 'gate.pem', key: '/run/gate.key' }
  const connection = { name: 'shop', protocol: 'http', upstream: 'https://shop.test', client_certificate }
  const [read] = convert({ connections: [connection] }).connections
  expect(read!.clientCertificate).toEqual({ cert: '/etc/gate/gate.pem', key: '/run/gate.key' })
  expect(read).not.toHaveProperty('client_certificate')
})

test('credentials that policy may name', () => {
  const credentials = { reader: { bearer: 'file:reader' }, nobody: 'none' }
  const connection = { name: 'shop', protocol: 'http', upstream: 'https://shop.test', credentials }
  expect(convert({ connections: [connection] }).connections[0]).toMatchObject({
    credential: { kind: 'none' },
    credentials: {
      reader: { kind: 'bearer', secret: { from: 'file', name: '/etc/gate/reader' } },
      nobody: { kind: 'none' },
    },
  })
})

const reporting = {
  bufferSizeLimitBytes: 16_777_216,
  uploadSizeLimitBytes: 32_768,
  minDelaySeconds: 300,
  maxDelaySeconds: 600,
}
test.each([
  [{ stdout: true }, { to: { kind: 'stdout' }, ...reporting }],
  [{ file: 'log/decisions.jsonl' }, { to: { kind: 'file', path: '/etc/gate/log/decisions.jsonl' }, ...reporting }],
  [
    { service: { url: 'https://logs.test/v1/' } },
    { to: { kind: 'service', url: new URL('https://logs.test/v1/logs'), token: null }, ...reporting },
  ],
  [
    {
      service: { url: 'https://logs.test', resource: 'shop/logs', credential: { bearer: 'env:LOGS' } },
      reporting: {
        ...{ buffer_size_limit_bytes: 1, upload_size_limit_bytes: 90 },
        ...{ min_delay_seconds: 3, max_delay_seconds: 4 },
      },
    },
    {
      to: { kind: 'service', url: new URL('https://logs.test/shop/logs'), token: { from: 'env', name: 'LOGS' } },
      ...{ bufferSizeLimitBytes: 1, uploadSizeLimitBytes: 90, minDelaySeconds: 3, maxDelaySeconds: 4 },
    },
  ],
])('the decision log %j', (log, expected) => {
  expect(convert({ policy: { bundle: 'b', decision_log: log } }).policy.decisionLog).toEqual(expected)
})

test('people are asked in Slack over HTTP, through Socket Mode, or not at all', () => {
  const slack = { bot_token: 'env:BOT', team: 'T1', channel: 'C1' }
  const same = { botToken: { from: 'env', name: 'BOT' }, team: 'T1', channel: 'C1' }
  expect(convert({}).slack).toBeNull()
  expect(convert({ slack: { ...slack, signing_secret: 'file:sign' } }).slack).toEqual({
    ...{ ...same, channels: [], groups: {}, api: null },
    mode: { kind: 'http', signingSecret: { from: 'file', name: '/etc/gate/sign' } },
  })
  const more = { channels: ['C2'], groups: { sre: 'S1' }, api: 'http://127.0.0.1:1/api/' }
  expect(convert({ slack: { ...slack, ...more, app_token: 'env:APP' } }).slack).toEqual({
    ...{ ...same, ...more },
    mode: { kind: 'socket', appToken: { from: 'env', name: 'APP' } },
  })
})

test('the journal’s key, and where checkpoints are kept', () => {
  const anchors = [{ file: 'anchor' }, { url: 'https://notary.test/in' }]
  expect(convert({ journal: { signing_key: 'file:key.pem', anchors } }).journal).toEqual({
    signingKey: { from: 'file', name: '/etc/gate/key.pem' },
    anchors: [
      { kind: 'file', path: '/etc/gate/anchor' },
      { kind: 'url', url: 'https://notary.test/in' },
    ],
  })
  for (const anchor of [{}, { file: 'anchor', url: 'https://notary.test' }]) {
    expect(() => convert({ journal: { anchors: [anchor] } })).toThrow('must have exactly one of file and url')
  }
})

test('a connection’s recordings are its own where it says so, and kept for ever under a legal hold', () => {
  const connection = { name: 'shop', protocol: 'git', upstream: 'https://git.test/base', credential: 'none' }
  const recorded = (recordings: object) =>
    convert({
      recordings: { answer: 'none', days: 30 },
      connections: [{ ...connection, recordings }],
    }).connections.map(({ record, keptDays }) => [record, keptDays])
  expect(recorded({})).toEqual([[{ request: 'head', answer: 'none' }, 30]])
  expect(recorded({ answer: 'full', days: 7 })).toEqual([[{ request: 'head', answer: 'full' }, 7]])
  expect(recorded({ request: 'none', days: 7, legal_hold: true })).toEqual([
    [{ request: 'none', answer: 'none' }, null],
  ])
})

test('honeytokens mark by themselves, and end sessions where that is said', () => {
  const variables = { DEPLOY_KEY: 'aws-access-key', FORGE: 'github-token' }
  expect(convert({ honeytokens: { variables } }).honeytokens).toEqual({ revoke: false, variables })
  expect(convert({ honeytokens: { revoke: true, variables } }).honeytokens).toEqual({ revoke: true, variables })
})
