import { formatPath } from '../../src/config/problem.ts'
import { checkRules } from '../../src/config/rules.ts'
import { knowledge } from './files.ts'

const broken = (value: unknown) =>
  checkRules(value, knowledge).map(({ path, message }) => `${formatPath(path)} ${message}`)

const PLAIN = 'is plain HTTP beyond this machine: set tls, or behind_tls where a proxy ends TLS'
const tls = { cert: 'cert.pem', key: 'key.pem' }

describe('listeners', () => {
  const listen = (agents: object, people: object = {}, status: object = {}, proxy: object = {}) =>
    broken({ listen: { agents, people, status, proxy } })

  test('plain HTTP stays on this machine, unless a proxy ends TLS; health and metrics may go out', () => {
    expect(listen({ address: '10.0.0.1:1' }, { address: '[::]:2' }, { address: '0.0.0.0:3' })).toEqual([
      `listen.agents.address ${PLAIN}`,
      `listen.people.address ${PLAIN}`,
    ])
    expect(listen({}, {}, {}, { address: '10.0.0.1:4' })).toEqual([`listen.proxy.address ${PLAIN}`])
    expect(listen({ address: '10.0.0.1:1', tls }, { address: '[::]:2', behind_tls: ['10.0.0.0/8'] })).toEqual([])
    expect(listen({ address: 'localhost:1' }, { address: '[::1]:2' })).toEqual([])
  })

  test('one listener ends TLS, or a proxy before it', () => {
    expect(listen({ address: '10.0.0.1:1', tls, behind_tls: ['10.0.0.0/8'] })).toEqual([
      'listen.agents.behind_tls must not stand beside tls: one of them ends TLS',
    ])
  })

  test('each has its own address', () => {
    expect(listen({ address: '127.0.0.1:1' }, { address: 'localhost:1' }, { address: '0.0.0.0:1' })).toEqual([
      'listen.people.address must be another address than listen.agents.address',
      'listen.status.address must be another address than listen.agents.address',
    ])
    expect(listen({ address: '127.0.0.1:1' }, {}, {}, { address: '127.0.0.1:1' })).toEqual([
      'listen.proxy.address must be another address than listen.agents.address',
    ])
    expect(listen({ address: '127.0.0.1:0' }, { address: '127.0.0.1:0' }, { address: '127.0.0.1:0' })).toEqual([])
  })
})

test.each([
  ['production', 'https://bundles.test', false],
  ['production', 'http://127.0.0.1:8080', false],
  ['production', 'http://[::1]:8080', false],
  [undefined, 'http://localhost/v1', false],
  ['development', 'http://bundles.test', false],
  ['production', 'http://bundles.test', true],
  [undefined, 'http://10.0.0.1', true],
])('in %s, a bundle service at %s is refused: %s', (mode, url, refused) => {
  const message = 'policy.service.url must be https://: http:// is only for a loopback address, or mode: development'
  expect(broken({ mode, policy: { service: { url } } })).toEqual(refused ? [message] : [])
  const log = { decision_log: { service: { url } } }
  const ofLog = message.replace('policy', 'policy.decision_log')
  expect(broken({ mode, policy: log })).toEqual(refused ? [ofLog] : [])
  const ofAnchor = message.replace('policy.service', 'journal.anchors[0]')
  expect(broken({ mode, journal: { anchors: [{ url }] } })).toEqual(refused ? [ofAnchor] : [])
})

test('a service is polled between two delays, the longer of which is no shorter', () => {
  const polling = (fields: object) => broken({ policy: { service: { polling: fields } } })
  expect(polling({ min_delay_seconds: 30, max_delay_seconds: 10 })).toEqual([
    'policy.service.polling.max_delay_seconds must be at least policy.service.polling.min_delay_seconds (30)',
  ])
  expect(polling({ max_delay_seconds: 10 })).toEqual([
    'policy.service.polling.max_delay_seconds must be at least policy.service.polling.min_delay_seconds (60)',
  ])
  expect(polling({ min_delay_seconds: 300 })).toEqual([
    'policy.service.polling.min_delay_seconds must be at most policy.service.polling.max_delay_seconds (120)',
  ])
  expect(polling({ min_delay_seconds: 30, max_delay_seconds: 30 })).toEqual([])
})

test('decisions are reported between two delays, the longer of which is no shorter', () => {
  const reporting = (fields: object) => broken({ policy: { decision_log: { reporting: fields } } })
  const [least, most] = ['min', 'max'].map((which) => `policy.decision_log.reporting.${which}_delay_seconds`)
  expect(reporting({ max_delay_seconds: 10 })).toEqual([`${most} must be at least ${least} (300)`])
  expect(reporting({ min_delay_seconds: 601 })).toEqual([`${least} must be at most ${most} (600)`])
  expect(reporting({ min_delay_seconds: 600 })).toEqual([])
})

test('a session can be renewed up to its maximum, which is no less than one life', () => {
  expect(broken({ session: { seconds: 60, maximum_seconds: 30 } })).toEqual([
    'session.maximum_seconds must be at least session.seconds (60)',
  ])
  expect(broken({ session: { seconds: 30_000 } })).toEqual([
    'session.seconds must be at most session.maximum_seconds (21600)',
  ])
  expect(broken({ session: { maximum_seconds: 60 } })).toEqual([
    'session.maximum_seconds must be at least session.seconds (900)',
  ])
  expect(broken({ session: { seconds: 30, maximum_seconds: 30 } })).toEqual([])
})

test.each([
  ['development', 'http://127.0.0.1:9000', false],
  ['development', 'http://[::1]:9000', false],
  ['development', 'http://localhost:9000', false],
  ['production', 'https://ci.test', false],
  ['development', 'http://ci.test', true],
  ['production', 'http://127.0.0.1:9000', true],
  [undefined, 'http://127.0.0.1:9000', true],
])('in %s, an issuer at %s is refused: %s', (mode, issuer, refused) => {
  const message = 'issuers[0].issuer must be https://: http:// is only for mode: development, and a loopback address'
  expect(broken({ mode, issuers: [{ name: 'ci', issuer }] })).toEqual(refused ? [message] : [])
})

test('nothing has the name of another', () => {
  const value = {
    issuers: [
      { name: 'ci', issuer: 'https://ci.test' },
      { name: 'ci', issuer: 'https://ci.test' },
    ],
    agents: [{ name: 'shop-ci' }, { name: 'shop-ci' }],
    connections: [
      { name: 'shop', hosts: ['a.test', 'b.test'] },
      { name: 'shop', hosts: ['b.test'] },
    ],
  }
  expect(broken(value)).toEqual([
    'issuers[1].name repeats "ci", which issuers[0].name has already',
    'issuers[1].issuer repeats "https://ci.test", which issuers[0].issuer has already',
    'agents[1].name repeats "shop-ci", which agents[0].name has already',
    'connections[1].name repeats "shop", which connections[0].name has already',
    'connections[1].hosts[0] repeats "b.test", which connections[0].hosts[1] has already',
  ])
})

test('nobody is somebody else, and everybody is known where they say they are', () => {
  const people = [
    { email: 'ada@shop.test', slack: 'T1/U1', logins: { ci: 'ada' } },
    { email: 'ada@shop.test', slack: 'T1/U1', logins: { ci: 'ada', cl: 'ada' }, sub: 's-1' },
  ]
  const issuers = [{ name: 'ci', issuer: 'https://ci.test' }]
  expect(broken({ issuers, people })).toEqual([
    'people[1].email repeats "ada@shop.test", which people[0].email has already',
    'people[1].slack repeats "T1/U1", which people[0].slack has already',
    'people[1].sub is what login knows somebody by: set login as well',
    'people[1].logins.cl names no issuer; did you mean "ci"?',
    'people[1].logins.ci repeats "ada", which people[0].logins.ci has already',
  ])
})

test('an agent has an issuer, and says whose tokens it means where others share it', () => {
  const issuers = [{ name: 'shared', issuer: 'https://shared.test' }]
  const agents = [
    { name: 'a', issuer: 'shred', claims: {} },
    { name: 'b', issuer: 'shared', claims: { ref: 'refs/heads/main' } },
    { name: 'c', issuer: 'shared', claims: { owner: ['acme'] } },
    { name: 'd', issuer: 'shared', claims: { owner: 1 } },
  ]
  expect(broken({ issuers, agents })).toEqual([
    'agents[0].issuer names no issuer; did you mean "shared"?',
    'agents[1].claims must say whose tokens are meant, for others share this issuer: name one of owner, owner_id, with no wildcard before its first slash',
  ])
  const preset = [{ name: 'shared', preset: 'shared-ci' }]
  expect(broken({ issuers: preset, agents: agents.slice(1, 3) })).toEqual([
    'agents[0].claims must say whose tokens are meant, for others share this issuer: name one of owner, owner_id, with no wildcard before its first slash',
  ])
})

test('an issuer says where it is, or is of a preset that is at one place for everybody', () => {
  const issuers = [
    { name: 'a', preset: 'shared-ci' },
    { name: 'b', preset: 'own-ci' },
    { name: 'c', preset: 'own-ci', issuer: 'https://ci.test' },
    { name: 'd' },
    { name: 'e', preset: 'own-cy', issuer: 'https://cy.test' },
  ]
  expect(broken({ issuers })).toEqual([
    'issuers[1].issuer is missing',
    'issuers[3].issuer is missing',
    'issuers[4].preset must be one of shared-ci, own-ci; did you mean "own-ci"?',
  ])
  const plain = { name: 'a', issuer: 'http://127.0.0.1:1', ca: 'ca.pem' }
  expect(broken({ issuers: [plain], mode: 'development' })).toEqual(['issuers[0].ca is for an issuer that speaks TLS'])
})

test('an agent may be an identity provider’s, whose name and entity ID no other has', () => {
  const saml = [
    { name: 'idp', entity_id: 'https://idp.test' },
    { name: 'ci', entity_id: 'https://idp.test' },
  ]
  const issuers = [{ name: 'ci', issuer: 'https://ci.test' }]
  const agents = [
    { name: 'a', issuer: 'idp', claims: {} },
    { name: 'b', issuer: 'idq', claims: {} },
  ]
  expect(broken({ issuers, saml, agents })).toEqual([
    'saml[1].name repeats "ci", which issuers[0].name has already',
    'saml[1].entity_id repeats "https://idp.test", which saml[0].entity_id has already',
    'agents[1].issuer names no issuer; did you mean "idp"?',
  ])
})

test('a connection speaks a protocol that is known', () => {
  expect(broken({ connections: [{ protocol: 'http' }, { protocol: 'gti' }, { protocol: 'kubernetes' }] })).toEqual([
    'connections[1].protocol must be one of http, git; did you mean "git"?',
    'connections[2].protocol must be one of http, git',
  ])
})

test.each([
  null,
  'text',
  [],
  {
    listen: 1,
    policy: { service: { url: 1, polling: [] } },
    issuers: {},
    agents: [null, 1],
    connections: ['x'],
    session: null,
  },
])('a file of any shape can be looked at: %j', (value) => {
  expect(broken(value)).toEqual([])
})

test('a connection has no name that the gateway uses, and its own authorities only where there is TLS', () => {
  const connections = [
    { name: 'net', protocol: 'http', upstream: 'https://a.test', ca: 'a.pem' },
    { name: 'plain', protocol: 'http', upstream: 'http://b.test', ca: 'b.pem', client_certificate: {} },
  ]
  expect(broken({ connections })).toEqual([
    'connections[0].name is taken: the gateway itself calls something so',
    'connections[1].ca is for an upstream that speaks TLS',
    'connections[1].client_certificate is for an upstream that speaks TLS',
  ])
})

test.each([
  ['https://slack.test/api/', []],
  ['http://127.0.0.1:80/api/', []],
  ['http://slack.test/api/', ['slack.api must be https://: http:// is only for a loopback address']],
])('Slack’s Web API at %s', (api, problems) => {
  expect(broken({ slack: { api } })).toEqual(problems)
})
