import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PlacedReference } from '../../src/config/config.ts'
import { checkReferences, findReferences } from '../../src/config/references.ts'
import { temporaryFolder, write } from './files.ts'

const folder = temporaryFolder()
mkdirSync(join(folder, 'directory'))
const [full, blank] = [write(folder, 'hunter2\n', 'full'), write(folder, '\n', 'blank')]
const environment = { FULL: 'hunter2', BLANK: '' }

const at = (line: number, from: PlacedReference['from'], name: string): PlacedReference => ({
  from,
  name,
  file: 'gate.yaml',
  line,
  column: 3,
  path: `field${line}`,
})
const problem = (line: number, message: string) => ({
  file: 'gate.yaml',
  line,
  column: 3,
  path: `field${line}`,
  message,
})

test('everything that a file points to is found, valid or not', () => {
  const value = {
    listen: {
      agents: { tls: { cert: 'tls/cert.pem', key: '/run/key.pem' } },
      people: { tls: 1 },
      proxy: { tls: { cert: 'p.pem' } },
    },
    certificate_authority: { cert: 'ca.pem', key: 'ca-key.pem' },
    policy: {
      bundle: 'bundle.tar.gz',
      service: { url: 'https://bundles.test/v1', credential: { bearer: 'env:BUNDLES' } },
      verification: { key: 'file:keys/bundle.pem' },
      decision_log: { service: { url: 'https://logs.test', credential: { bearer: 'env:LOGS' } } },
      odd: 1,
    },
    store: { url: 'env:DATABASE_URL' },
    login: { ca: 'idp.pem', client_secret: 'env:IDP_SECRET' },
    journal: { signing_key: 'env:JOURNAL_KEY' },
    saml: [{ certificates: ['idp.pem', 1] }, null],
    issuers: [{ ca: 'cluster.pem', credential: { bearer: 'file:cluster-token' } }, 1],
    slack: { bot_token: 'env:BOT', signing_secret: 'file:sign', app_token: 'odd' },
    vault: { ca: 'vault.pem', auth: { approle: { role_id: 'env:ROLE_ID', secret_id: 'file:secret-id' } } },
    connections: [
      { credential: { basic: { password: 'file:token' } } },
      { credential: 'none', ca: 'private.pem', client_certificate: { cert: 'gate.pem', key: '/run/gate.key' } },
      { credential: { bearer: 'hunter2' } },
      { credential: { header: { value: 'env:KEY' } } },
      { credential: { github_app: { private_key: 'env:APP_KEY' } } },
      { credential: { aws: { keys: { access_key_id: 'env:AWS_ID', secret_access_key: 'vault:kv/aws#key' } } } },
      { credential: { bearer: { command: ['pass'] } } },
      { credentials: { reader: { bearer: 'env:READER' }, odd: 1 } },
      { credential: { azure_client: { certificate: { cert: 'file:azure.pem', key: 'env:AZURE_KEY' } } } },
    ],
  }
  expect(findReferences(value, '/etc/gate')).toEqual([
    { from: 'file', name: '/etc/gate/tls/cert.pem', path: ['listen', 'agents', 'tls', 'cert'] },
    { from: 'file', name: '/run/key.pem', path: ['listen', 'agents', 'tls', 'key'] },
    { from: 'file', name: '/etc/gate/p.pem', path: ['listen', 'proxy', 'tls', 'cert'] },
    { from: 'file', name: '/etc/gate/ca.pem', path: ['certificate_authority', 'cert'] },
    { from: 'file', name: '/etc/gate/ca-key.pem', path: ['certificate_authority', 'key'] },
    { from: 'file', name: '/etc/gate/idp.pem', path: ['saml', 0, 'certificates', 0] },
    { from: 'file', name: '/etc/gate/cluster.pem', path: ['issuers', 0, 'ca'] },
    { from: 'file', name: '/etc/gate/private.pem', path: ['connections', 1, 'ca'] },
    { from: 'file', name: '/etc/gate/gate.pem', path: ['connections', 1, 'client_certificate', 'cert'] },
    { from: 'file', name: '/run/gate.key', path: ['connections', 1, 'client_certificate', 'key'] },
    { from: 'file', name: '/etc/gate/vault.pem', path: ['vault', 'ca'] },
    { from: 'file', name: '/etc/gate/idp.pem', path: ['login', 'ca'] },
    { from: 'bundle', name: '/etc/gate/bundle.tar.gz', path: ['policy', 'bundle'] },
    { from: 'service', name: 'https://bundles.test/v1', path: ['policy', 'service', 'url'] },
    { from: 'env', name: 'DATABASE_URL', path: ['store', 'url'] },
    { from: 'env', name: 'IDP_SECRET', path: ['login', 'client_secret'] },
    { from: 'env', name: 'JOURNAL_KEY', path: ['journal', 'signing_key'] },
    { from: 'env', name: 'BUNDLES', path: ['policy', 'service', 'credential', 'bearer'] },
    { from: 'file', name: '/etc/gate/keys/bundle.pem', path: ['policy', 'verification', 'key'] },
    { from: 'env', name: 'LOGS', path: ['policy', 'decision_log', 'service', 'credential', 'bearer'] },
    { from: 'file', name: '/etc/gate/cluster-token', path: ['issuers', 0, 'credential', 'bearer'] },
    { from: 'env', name: 'BOT', path: ['slack', 'bot_token'] },
    { from: 'file', name: '/etc/gate/sign', path: ['slack', 'signing_secret'] },
    { from: 'env', name: 'ROLE_ID', path: ['vault', 'auth', 'approle', 'role_id'] },
    { from: 'file', name: '/etc/gate/secret-id', path: ['vault', 'auth', 'approle', 'secret_id'] },
    { from: 'file', name: '/etc/gate/token', path: ['connections', 0, 'credential', 'basic', 'password'] },
    { from: 'env', name: 'KEY', path: ['connections', 3, 'credential', 'header', 'value'] },
    { from: 'env', name: 'APP_KEY', path: ['connections', 4, 'credential', 'github_app', 'private_key'] },
    { from: 'env', name: 'AWS_ID', path: ['connections', 5, 'credential', 'aws', 'keys', 'access_key_id'] },
    { from: 'env', name: 'READER', path: ['connections', 7, 'credentials', 'reader', 'bearer'] },
    {
      from: 'file',
      name: '/etc/gate/azure.pem',
      path: ['connections', 8, 'credential', 'azure_client', 'certificate', 'cert'],
    },
    { from: 'env', name: 'AZURE_KEY', path: ['connections', 8, 'credential', 'azure_client', 'certificate', 'key'] },
  ])
})

test('what can be read is fine, and what takes more than a look is left to others', async () => {
  const references = [at(1, 'env', 'FULL'), at(2, 'file', full), at(3, 'bundle', '/absent'), at(4, 'service', 'odd')]
  expect(await checkReferences({ references }, environment)).toEqual([])
})

test('each one that cannot be used is a problem, in the order of lines', async () => {
  const absent = join(folder, 'absent')
  const directory = join(folder, 'directory')
  const references = [
    at(9, 'env', 'ABSENT'),
    at(2, 'env', 'BLANK'),
    at(3, 'file', absent),
    at(4, 'file', blank),
    at(5, 'file', directory),
  ]
  expect(await checkReferences({ references }, environment)).toEqual([
    problem(2, 'names the environment variable BLANK, which is empty'),
    problem(3, `names the file ${absent}, which can't be read (ENOENT)`),
    problem(4, `names the file ${blank}, which is empty`),
    problem(5, `names the file ${directory}, which can't be read (EISDIR)`),
    problem(9, 'names the environment variable ABSENT, which is not set'),
  ])
})
