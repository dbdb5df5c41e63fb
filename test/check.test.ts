import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { checkEverything, checkedConfig, configuredPolicy } from '../src/check.ts'
import { SMALLEST, temporaryFolder, write } from './config/files.ts'
import { certified } from './credentials/certified.ts'

const root = new URL('..', import.meta.url).pathname

const folder = temporaryFolder()
const connection = (more: string) => SMALLEST.replace('connections: []', `connections:\n  - { ${more} }`)
const told = async (text: string) =>
  (await checkEverything(write(folder, text), {})).map(({ path, message }) => `${path} ${message}`)

test('what the rooms know counts: protocols, and names that the gateway keeps to itself', async () => {
  const bundle = SMALLEST.replace('bundles/default.tar.gz', `${root}bundles/default.tar.gz`)
  expect(await told(bundle)).toEqual([])
  expect(await checkedConfig(write(folder, bundle))).toHaveProperty('config')
  const wrong = connection('name: net, protocol: net, upstream: "https://a.test"')
  const problems = await told(wrong)
  expect(problems).toContain('connections[0].name is taken: the gateway itself calls something so')
  expect(problems).toContainEqual(expect.stringMatching(/^connections\[0\]\.protocol must be one of /))
})

test('an issuer that others share needs an owner, by its preset, by its URL, and where the owner is a wildcard', async () => {
  const agents = [
    'name: a, issuer: gh, claims: { ref: refs/heads/main }',
    'name: b, issuer: gl, claims: { project_path: "*/shop" }',
    'name: c, issuer: bk, claims: { organization_slug: "ac*" }',
    'name: d, issuer: gh, claims: { sub: "repo:acme/shop:*" }',
    'name: e, issuer: gl, claims: { namespace_path: acme }',
    'name: f, issuer: own, claims: {}',
  ]
  const text = SMALLEST.replace('bundles/default.tar.gz', `${root}bundles/default.tar.gz`)
    .replace(
      'issuers: []',
      `issuers:
  - { name: gh, preset: github-actions, audience: gate }
  - { name: gl, issuer: "https://gitlab.com", audience: gate }
  - { name: bk, preset: buildkite, audience: gate }
  - { name: own, preset: gitlab-ci, issuer: "https://gitlab.acme.test", audience: gate }`,
    )
    .replace('agents: []', `agents:\n${agents.map((agent) => `  - { ${agent} }`).join('\n')}`)
  const shared = (index: number, owners: string) =>
    `agents[${index}].claims must say whose tokens are meant, for others share this issuer: name one of ${owners}, with no wildcard before its first slash`
  expect(await told(text)).toEqual([
    shared(0, 'repository, repository_id, repository_owner, repository_owner_id, enterprise, enterprise_id'),
    shared(1, 'project_path, project_id, namespace_path, namespace_id'),
    shared(2, 'organization_slug, organization_id, pipeline_id'),
  ])
})

test('an identity provider’s certificates are looked into', async () => {
  const saml = `saml:\n  - { name: idp, entity_id: "https://idp.test", certificates: [none.pem, absent.pem], audience: gate }\n`
  write(folder, 'hello', 'none.pem')
  const bundle = SMALLEST.replace('bundles/default.tar.gz', `${root}bundles/default.tar.gz`)
  expect(await told(bundle + saml)).toEqual([
    `saml[0].certificates[0] names the file ${folder}/none.pem, which is no certificate of an RSA key of 2048 bits or more`,
    `saml[0].certificates[1] names the file ${folder}/absent.pem, which can't be read (ENOENT)`,
  ])
})

const examples = [...readFileSync(`${root}docs/identity.md`, 'utf8').matchAll(/```yaml\n(.*?)```/gs)]
test.each(examples.map(([, example]) => example!))(
  'example %# of docs/identity.md is a configuration',
  async (example) => {
    const { issuers = [], saml = [], agents = [] } = parse(example) as { [list: string]: object[] }
    const text = JSON.stringify({ ...(parse(SMALLEST) as object), issuers, saml, agents })
    expect(await checkedConfig(write(folder, text))).toHaveProperty('config')
  },
)

test('a policy that is none is told of', async () => {
  expect(await told(SMALLEST)).toEqual([expect.stringMatching(/^policy\.bundle is no policy: /)])
  const source = { kind: 'file', path: `${folder}/nothing.tar.gz` } as const
  await expect(configuredPolicy({ source, verification: null, decisionLog: null }, {})).rejects.toThrow()
})

test('a client certificate is looked into, where both its files can be read', async () => {
  const of = (key: string) => {
    const shown = `client_certificate: { cert: shown.pem, key: ${key} }`
    const text = connection(`name: shop, protocol: http, upstream: "https://a.test", ${shown}`)
    return text.replace('bundles/default.tar.gz', `${root}bundles/default.tar.gz`)
  }
  const { certificate, key } = await certified('gate')
  write(folder, certificate, 'shown.pem')
  write(folder, key, 'shown.key')
  write(folder, (await certified('other')).key, 'other.key')
  expect(await told(of('shown.key'))).toEqual([])
  expect(await told(of('other.key'))).toEqual([
    `connections[0].client_certificate.cert names the file ${folder}/shown.pem, which doesn't do: the client certificate and its key don't belong together`,
  ])
  expect(await told(of('absent.key'))).toEqual([
    `connections[0].client_certificate.key names the file ${folder}/absent.key, which can't be read (ENOENT)`,
  ])
})
