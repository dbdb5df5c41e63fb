import { parse } from 'yaml'
import { formatPath } from '../../src/config/problem.ts'
import { settings } from '../../src/config/schema.ts'
import { toConfig } from '../../src/config/to-config.ts'
import { SMALLEST } from './files.ts'

const convert = (changes: object) =>
  toConfig('/etc/gate/sallyport.yaml', settings.parse({ ...parse(SMALLEST), ...changes }), (path) => ({
    file: 'sallyport.yaml',
    line: 1,
    column: 1,
    path: formatPath(path),
  }))

const reference = (from: string, name: string, path: string) => ({
  from,
  name,
  file: 'sallyport.yaml',
  line: 1,
  column: 1,
  path,
})

test('paths are those beside the file, and everything that it points to is noted', () => {
  const config = convert({
    listen: {
      agents: { address: '0.0.0.0:443', tls: { cert: 'tls/cert.pem', key: '/run/key.pem' } },
      people: { address: '[::]:8443', behind_tls: ['10.0.0.0/8'] },
      status: { address: '127.0.0.1:0' },
    },
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
  })
  expect(config.dataDirectory).toBe('/etc/data')
  expect(config.store).toEqual({ kind: 'url', url: { from: 'env', name: 'DATABASE_URL' } })
  expect(config.references).toEqual([
    reference('file', '/etc/gate/tls/cert.pem', 'listen.agents.tls.cert'),
    reference('file', '/run/key.pem', 'listen.agents.tls.key'),
    reference('env', 'DATABASE_URL', 'store.url'),
    reference('file', '/etc/gate/bundles/default.tar.gz', 'policy.bundle'),
  ])
})

test('claims are lists', () => {
  const issuers = [{ name: 'ci', issuer: 'https://ci.test', audience: 'gate' }]
  const agents = [{ name: 'shop-ci', issuer: 'ci', claims: { owner: 'acme', repository: ['acme/a', 'acme/b'] } }]
  const config = convert({ issuers, agents })
  expect(config.issuers).toEqual([{ ...issuers[0], algorithms: ['RS256'], run: ['run_id', 'run_attempt'] }])
  expect(config.agents).toEqual([
    { name: 'shop-ci', issuer: 'ci', claims: { owner: ['acme'], repository: ['acme/a', 'acme/b'] }, groups: [] },
  ])
})

test.each([
  ['none', { kind: 'none' }],
  [
    { basic: { username: 'x', password: 'file:token' } },
    { kind: 'basic', username: 'x', secret: { from: 'file', name: '/etc/gate/token' } },
  ],
  [{ bearer: 'env:TOKEN' }, { kind: 'bearer', secret: { from: 'env', name: 'TOKEN' } }],
  [
    { header: { name: 'PRIVATE-TOKEN', value: 'env:TOKEN' } },
    { kind: 'header', name: 'PRIVATE-TOKEN', secret: { from: 'env', name: 'TOKEN' } },
  ],
])('the credential %j', (credential, expected) => {
  const connection = { name: 'shop', protocol: 'git', upstream: 'https://git.test/base', credential }
  expect(convert({ connections: [connection] }).connections).toEqual([
    { ...connection, upstream: new URL('https://git.test/base'), hosts: [], labels: {}, credential: expected },
  ])
})
