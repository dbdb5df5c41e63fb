import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ended, freePort, type Nginx, startNginx } from '../support/nginx.ts'
import { needing } from '../support/parts.ts'
import { type Gate, startGate } from './gate.ts'

let gate: Gate
let nginx: Nginx | undefined
let fcgiwrap: ChildProcess | undefined
let port: number

beforeAll(async () => {
  port = await freePort()
  gate = await startGate({
    more: `  - name: nginx
    protocol: git
    upstream: http://127.0.0.1:${port}/git
    credential: { basic: { username: gate, password: "env:SAMPLE_FORGE_PASSWORD" } }
`,
  })
}, 60_000)
afterAll(async () => {
  await nginx?.stop()
  if (fcgiwrap !== undefined) await ended(fcgiwrap, 'SIGTERM')
  await gate.close()
})

/** Git's own CGI as gitweb's and git-http-backend's manuals have it: nginx in front, fcgiwrap between. */
async function startUpstream(): Promise<string> {
  const folder = join(gate.directory, 'nginx')
  mkdirSync(folder)
  const socket = join(folder, 'fcgi')
  writeFileSync(join(folder, 'users'), `gate:{PLAIN}${gate.world.secrets.forgePassword}\n`)
  fcgiwrap = spawn('fcgiwrap', ['-f', '-s', `unix:${socket}`], { stdio: 'ignore' })
  while (!existsSync(socket)) {
    if (fcgiwrap.exitCode !== null) throw new Error('fcgiwrap ended at its start')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const parameters = {
    SCRIPT_FILENAME: backend,
    GIT_PROJECT_ROOT: join(gate.directory, 'upstream'),
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: '$http_git_protocol',
    PATH_INFO: '$1',
    QUERY_STRING: '$query_string',
    REQUEST_METHOD: '$request_method',
    CONTENT_TYPE: '$content_type',
    CONTENT_LENGTH: '$content_length',
    REMOTE_USER: '$remote_user',
  }
  nginx = await startNginx(
    folder,
    port,
    `client_max_body_size 0;
    location ~ ^/git(/.*)$ {
      auth_basic forge; auth_basic_user_file ${folder}/users; fastcgi_pass unix:${socket};
      ${Object.entries(parameters)
        .map(([name, value]) => `fastcgi_param ${name} ${value};`)
        .join('\n')}
    }`,
  )
  return folder
}

needing(
  'sh',
  '-c',
  'nginx -v && fcgiwrap -h',
)('git behind nginx and fcgiwrap: clone, small and large pushes, a denial', async () => {
  const folder = await startUpstream()
  const remote = gate.remote(await gate.session()).replace('/c/forge/', '/c/nginx/')
  const work = join(gate.directory, 'work')
  expect(await gate.git('clone', remote, work)).toMatchObject({ status: 0 })
  const git = (...args: string[]) => gate.git('-C', work, ...args)
  await git('commit', '--quiet', '--allow-empty', '-m', 'Small')
  expect(await git('push', 'origin', 'HEAD:agent/small')).toMatchObject({ status: 0 })
  writeFileSync(join(work, 'large'), randomBytes(3 * 1024 ** 2))
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'Large')
  expect(await git('push', 'origin', 'HEAD:agent/large')).toMatchObject({ status: 0 })
  const head = (await git('rev-parse', 'HEAD')).output.trim()
  expect(await gate.upstreamRef('refs/heads/agent/large')).toBe(head)
  expect(await gate.git('-c', 'protocol.version=0', 'clone', remote, `${work}-2`)).toMatchObject({ status: 0 })

  const denied = await git('push', 'origin', 'HEAD:refs/notes/x')
  expect(denied.status).toBe(1)
  expect(denied.output).toMatch(/^remote: gate: sallyport\/default-deny: No rule permits git\.push on/m)
  // Two fetches and two pushes, the large one probed first; nothing of the denied one but its advertisement.
  const log = readFileSync(join(folder, 'access.log'), 'utf8')
  const calls = log.match(/"(?:GET|POST) \S+ HTTP\/1\.1" \d+/g)!.filter((call) => !call.startsWith('"GET / '))
  const push = '"POST /git/acme/shop.git/git-receive-pack HTTP/1.1" 200'
  expect(calls.filter((call) => call === push)).toHaveLength(3)
  expect(calls.every((call) => call.endsWith(' 200'))).toBe(true)
})
