import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeLogins } from '../../../src/cli/run/logins.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-logins-'))
afterAll(() => rmSync(folder, { recursive: true }))

const connections = [
  { name: 'shop', protocol: 'http', hosts: ['shop.test'], upstream: 'https://shop.test' },
  { name: 'cluster', protocol: 'kubernetes', hosts: ['cluster.test'], upstream: 'https://10.0.0.1:6443' },
  { name: 'other', protocol: 'kubernetes', hosts: [], upstream: 'https://other.test:6443' },
]
const given = {
  proxy: 'http://relay',
  noProxy: 'localhost',
  authorities: '/all.pem',
  authoritiesText: 'PEM',
  connections,
}

test('each tool gets a file without a login, and keeps its other settings', async () => {
  const [home, directory] = [join(folder, 'home'), join(folder, 'private')]
  mkdirSync(join(home, '.docker', 'cli-plugins'), { recursive: true })
  mkdirSync(directory)
  const npmrc = [
    'registry=https://npm.test/',
    '//npm.test/:_authToken=secret',
    '_auth = secret',
    'https-proxy=http://x',
  ]
  writeFileSync(join(home, '.npmrc'), npmrc.join('\n'))
  writeFileSync(join(home, '.wgetrc'), 'tries = 3\nhttps_proxy = http://x\nhttp_password = secret')
  writeFileSync(join(home, '.docker', 'config.json'), '{"auths":{"a":{"auth":"secret"}}}')
  const set = await writeLogins({ ...given, directory, environment: { HOME: home } })
  const read = (name: string) => readFileSync(set[name]!, 'utf8')
  expect(JSON.parse(readFileSync(join(set.DOCKER_CONFIG!, 'config.json'), 'utf8'))).toEqual({
    auths: {},
    proxies: { default: { httpProxy: 'http://relay', httpsProxy: 'http://relay', noProxy: 'localhost' } },
    cliPluginsExtraDirs: [join(home, '.docker', 'cli-plugins')],
  })
  expect(read('NPM_CONFIG_USERCONFIG')).toBe('registry=https://npm.test/')
  expect(read('WGETRC')).toBe('tries = 3\nca_certificate = /all.pem\n')
  expect(JSON.parse(read('KUBECONFIG'))).toMatchObject({
    clusters: [
      { name: 'cluster', cluster: { server: 'https://cluster.test', 'certificate-authority-data': 'UEVN' } },
      { name: 'other', cluster: { server: 'https://other.test:6443' } },
    ],
    users: [{ name: 'placeholder', user: { token: 'placeholder' } }],
    'current-context': 'cluster',
  })
  expect(read('AWS_SHARED_CREDENTIALS_FILE')).toContain(`aws_access_key_id = ${set.AWS_ACCESS_KEY_ID}\n`)
  expect(set).toMatchObject({ AWS_EC2_METADATA_DISABLED: 'true', CLOUDSDK_AUTH_ACCESS_TOKEN: 'placeholder' })
  expect(Object.values(set).join()).not.toContain('secret')
})

test('a user who has set nothing', async () => {
  const directory = join(folder, 'bare')
  mkdirSync(directory)
  const set = await writeLogins({ ...given, directory, connections: [], environment: {} })
  expect(readFileSync(set.WGETRC!, 'utf8')).toBe('ca_certificate = /all.pem\n')
  expect(readFileSync(set.NPM_CONFIG_USERCONFIG!, 'utf8')).toBe('')
  expect(JSON.parse(readFileSync(set.KUBECONFIG!, 'utf8'))).toMatchObject({ clusters: [], contexts: [] })
})
