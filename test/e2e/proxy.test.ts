import { execFileSync } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../config/files.ts'
import { freePort, type Nginx, startNginx } from '../support/nginx.ts'
import { needing } from '../support/parts.ts'
import { type Gate, startGate } from './gate.ts'

const folder = temporaryFolder()
const secured = needing('nginx', '-v')
let gate: Gate
let token: string
let nginx: Nginx | undefined

beforeAll(async () => {
  const more = secured === test ? await withPrivateCa() : ''
  gate = await startGate({ more })
  token = await gate.session()
}, 60_000)
afterAll(async () => {
  await gate.close()
  await nginx?.stop()
})

/** nginx with a certificate of an authority that nobody but one connection knows; the connections' lines. */
async function withPrivateCa(): Promise<string> {
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) =>
    execFileSync('openssl', ['req', '-x509', '-days', '2', '-nodes', ...args], { stdio: 'pipe' })
  const key = (name: string) => ['-newkey', 'rsa:2048', '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)]
  openssl(...key('ca'), '-subj', '/CN=Private')
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', 'subjectAltName=IP:127.0.0.1']
  openssl(...key('nginx'), '-subj', '/CN=nginx', ...signed, '-addext', 'basicConstraints=CA:FALSE')
  const port = await freePort()
  const tls = `listen 127.0.0.1:${port} ssl; ssl_certificate ${at('nginx.pem')}; ssl_certificate_key ${at('nginx.key')};`
  nginx = await startNginx(
    folder,
    await freePort(),
    `${tls} location / { default_type text/plain; return 200 "over TLS $request_uri"; }`,
  )
  const upstream = `upstream: "https://127.0.0.1:${port}"`
  return `  - { name: secure, protocol: http, ${upstream}, hosts: [secure.test], ca: "${at('ca.pem')}" }
  - { name: untrusted, protocol: http, ${upstream}, hosts: [untrusted.test] }
`
}

const curl = (...args: string[]) => gate.proxied(token, 'curl', '-sS', ...args)

test('curl: allowed, masked and refused, by https:// and by http://', async () => {
  for (const scheme of ['https', 'http']) {
    const allowed = await curl('-w', ' %{http_code}', `${scheme}://api.test/v1/hello`)
    expect([allowed.status, allowed.output]).toEqual([0, '{"path":"/v1/hello"}\n 200'])
    expect((await curl(`${scheme}://api.test/v1/settings`)).output).toContain('[masked:aws-access-key]')
    const refused = await curl('-X', 'DELETE', `${scheme}://api.test/v1/orders`)
    expect(refused.output).toContain('"code":"ERR_DENIED"')
  }
})

test('curl: a host that is no connection’s is refused by its name, with the rule and what would pass', async () => {
  const { output } = await curl('https://evil.example/')
  expect(output).toMatch(
    /^ERR_DENIED: The policy denies this request\.\nnet\/tunnels: evil\.example:443 is no connection's, /,
  )
  expect(output).toContain(
    "Have the host added as a connection, or to the settings' net.tunnels, or do without it.\nexchange ",
  )
  const other = await curl('-v', 'https://evil.example:8443/')
  expect(other.output).toMatch(
    /< HTTP\/1\.1 403 ERR_DENIED: [^\r\n]*net\/tunnels: evil\.example:8443 is no connection's/,
  )
})

test('curl: a body that waits for 100 Continue, and one that is long', async () => {
  const file = join(gate.directory, 'long')
  await writeFile(file, 'x'.repeat(2_000_000))
  const answer = await curl('-H', 'Expect: 100-continue', '--data-binary', `@${file}`, 'https://api.test/v1/comments')
  expect(answer.output).toBe('{"done":"POST /v1/comments"}\n')
})

test('git: clones and pushes by https://, its token asked for by a 407 on a kept connection', async () => {
  const work = join(gate.directory, 'by-proxy')
  const git = (...args: string[]) =>
    gate.proxied(token, 'git', '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args)
  const cloned = await git('clone', '--quiet', 'https://forge.test/acme/shop.git', work)
  expect([cloned.status, cloned.output]).toEqual([0, ''])
  await git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'By the proxy')
  const pushed = await git('-C', work, 'push', 'origin', 'HEAD:by-proxy')
  expect([pushed.status, pushed.output]).toEqual([0, expect.stringContaining('[new branch]')])
  const refused = await git('-C', work, 'push', 'origin', ':main')
  expect([refused.status, refused.output]).toEqual([1, expect.stringContaining('git/protected-deletes')])
})

test('git: the token from a credential helper, where the proxy’s URL has a user alone', async () => {
  const helper = `!f() { echo username=run; echo password=${token}; }; f`
  const proxy = `http.proxy=http://run@${new URL(gate.world.urls.proxy).host}`
  const answer = await gate.proxied(
    ...([token, 'git', '-c', proxy, '-c', `credential.helper=${helper}`] as const),
    ...['ls-remote', 'https://forge.test/acme/shop.git', 'refs/heads/main'],
  )
  expect([answer.status, answer.output]).toEqual([0, expect.stringContaining('refs/heads/main')])
})

test('without a token, or with a wrong one, the client is told', async () => {
  const { host } = new URL(gate.world.urls.proxy)
  for (const user of ['', 'run:wrong@']) {
    const { status, output } = await gate.proxied(
      token,
      'curl',
      '-sSv',
      '-x',
      `http://${user}${host}`,
      'https://api.test/',
    )
    expect([status, output]).toEqual([56, expect.stringMatching(/< HTTP\/1\.1 407 ERR_SESSION_(REQUIRED|UNKNOWN): /)])
  }
})

secured('nginx by TLS: trusted by the connection’s own authority, and by no other', async () => {
  expect((await curl('https://secure.test/a?b')).output).toBe('over TLS /a?b')
  expect((await curl('https://untrusted.test/a')).output).toContain('ERR_UPSTREAM_UNREACHABLE')
})

test('the authority is published by both listeners, and its key by none; what a client has to know, too', async () => {
  const { urls } = gate.world
  const pem = await readFile(join(gate.directory, 'ca.pem'), 'utf8')
  for (const url of [urls.agents, urls.proxy]) expect(await (await fetch(`${url}/ca.pem`)).text()).toBe(pem)
  expect((await stat(join(gate.directory, 'ca-key.pem'))).mode & 0o777).toBe(0o600)
  const known = (await (await fetch(`${urls.agents}/.well-known/sallyport`)).json()) as { connections: object[] }
  expect(known).toMatchObject({
    proxy: { port: Number(new URL(urls.proxy).port), tls: false },
    audiences: ['sallyport'],
    sessions: `${urls.people}/sessions/`,
  })
  expect(known.connections[1]).toEqual({
    ...{ name: 'api', protocol: 'http', hosts: ['api.test'], upstream: gate.world.upstream.url },
  })
})
