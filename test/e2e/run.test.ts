import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { entry } from '../cli/run-cli.ts'
import { programs } from '../support/programs.ts'
import { type Gate, jobEnvironment, startGate } from './gate.ts'

let gate: Gate
let home: string

beforeAll(async () => {
  gate = await startGate({
    more: 'session: { seconds: 3, maximum_seconds: 9 }\n',
  })
  home = join(gate.directory, 'home')
  await mkdir(home)
}, 60_000)
afterAll(() => gate.close())

/** A GitHub Actions job on this machine: what it has in its environment, and a shell script in it. */
function job(script: string, { env = {}, cwd = home }: { env?: NodeJS.ProcessEnv; cwd?: string } = {}) {
  const child = spawn(process.execPath, [entry, 'run', '--', 'sh', '-c', script], {
    cwd,
    env: { ...jobEnvironment(gate, home, '?run_id=70'), ...env },
  })
  const output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text
  })
  const done = once(child, 'close').then(() => ({ status: child.exitCode, ...output }))
  return { child, output, done }
}

const CURL = "curl -sS -o /dev/null -w '%{http_code} '"

test('a command goes through the gate, and its session ends with it', async () => {
  const { status, out, err } = await job(`${CURL} http://api.test/v1/x; ${CURL} http://other.test/; exit 5`).done
  expect([status, out]).toEqual([5, '200 404 '])
  const [, id] = /^sallyport: session (\S+) ended after \d+ s: http:\/\/.*\/sessions\/\1$/m.exec(err)!
  expect(await gate.people(`/sessions/${id}`)).toMatchObject({ endedBecause: 'ended by the agent' })
  expect(gate.world.upstream.requests).toEqual(['GET /v1/x'])
  expect(await readdir(home)).toEqual([])
})

test('curl, git and Node find the way, and trust the gate, by the environment alone', async () => {
  const node = `node -e 'fetch("https://api.test/v1/z").then((answer) => console.log(answer.status))'`
  const git = 'git clone --quiet https://forge.test/acme/shop.git && cat shop/README.md && rm -r shop'
  const { out } = await job(`${CURL} https://api.test/v1/y; ${node}; ${git}`).done
  expect(out).toBe('200 200\n# Shop\n')
})

test('nothing in the environment opens anything outside', async () => {
  const key = ['AKIA', 'Z7Q4M2XKWB', '5TNDHP'].join('')
  const env = { GITHUB_TOKEN: 'x', DEPLOY: key, AWS_REGION: 'eu-west-1', KEPT_TOKEN: 'y' }
  const { out, err } = await job('env; cat $DOCKER_CONFIG/config.json', { env }).done
  expect(err).toContain(
    'sallyport: removed from the environment: ACTIONS_ID_TOKEN_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL, DEPLOY, GITHUB_TOKEN\n',
  )
  for (const gone of [key, 'GITHUB_TOKEN', 'ACTIONS_ID_TOKEN', 'sallyport_']) expect(out).not.toContain(gone)
  expect(out).toContain('\nAWS_REGION=eu-west-1\n')
  const [, relay] = /^HTTP_PROXY=(.*)$/m.exec(out)!
  const after = spawn('curl', ['-s', '-x', relay!, 'http://api.test/'], { stdio: 'ignore' })
  expect((await once(after, 'exit'))[0]).toBe(7)
})

test('a job outlives its ID token and its first session, up to the maximum', async () => {
  const { out, err } = await job(`sleep 6; ${CURL} http://api.test/v1/later; sleep 6; ${CURL} http://api.test/v1/over`)
    .done
  expect(out).toBe('200 403 ')
  expect(err).toMatch(/^sallyport: the session has been renewed as far as it may: it ends at /m)
  expect(gate.world.upstream.requests).toContain('GET /v1/later')
  expect(gate.world.upstream.requests).not.toContain('GET /v1/over')
})

test('the token that checkout leaves is away while the command runs, and back after it', async () => {
  const work = join(gate.directory, 'work')
  await gate.git('init', '--quiet', work)
  const key = 'http.https://github.com/.extraheader'
  await gate.git('-C', work, 'config', key, 'AUTHORIZATION: basic bm8=')
  const before = await readFile(join(work, '.git', 'config'), 'utf8')
  const { out, err } = await job(
    `cat .git/config; git config --get-all ${key}; echo; git ls-remote http://api.test/git/x`,
    {
      cwd: work,
    },
  ).done
  expect(out).not.toContain('bm8=')
  expect(err).toContain(`sallyport: took ${key} out of ${work}/.git/config until the end\n`)
  expect(await readFile(join(work, '.git', 'config'), 'utf8')).toBe(before)
})

const BACKGROUND = 'sleep 60 >/dev/null 2>&1 & echo up; wait'

test.each([
  ['TERM', 'echo up; exec sleep 60', 143],
  ['TERM', `trap 'kill $!; exit 9' TERM; ${BACKGROUND}`, 9],
  ['INT', `trap 'kill $!; exit 8' INT; ${BACKGROUND}`, 8],
] as const)('SIG%s reaches the command: %s', async (signal, script, expected) => {
  const { child, output, done } = job(script)
  while (!output.out.includes('up')) await once(child.stdout, 'data')
  child.kill(`SIG${signal}`)
  const { status, err } = await done
  expect(status).toBe(expected)
  expect(err).toMatch(/^sallyport: session \S+ ended /m)
})

test('what keeps a command from starting is said, with an exit code of its own', async () => {
  const marker = join(gate.directory, 'started')
  const refused = async (env: NodeJS.ProcessEnv) => {
    const { status, err } = await job(`touch ${marker}`, { env }).done
    return [status, /^sallyport: (ERR_\w+)/m.exec(err)?.[1]]
  }
  const none = { ACTIONS_ID_TOKEN_REQUEST_URL: '' }
  expect(await refused(none)).toEqual([78, 'ERR_ID_TOKEN_MISSING'])
  expect(await refused({ ...none, SALLYPORT_ID_TOKEN: 'no token' })).toEqual([77, 'ERR_TOKEN_MALFORMED'])
  const other = `${gate.world.issuer.url}/id-token?repository=evil/shop`
  expect(await refused({ ACTIONS_ID_TOKEN_REQUEST_URL: other })).toEqual([77, 'ERR_TOKEN_AGENT'])
  expect(await refused({ SALLYPORT_URL: gate.world.urls.status })).toEqual([69, 'ERR_GATEWAY_UNAVAILABLE'])
  expect(existsSync(marker)).toBe(false)
})

test('a command that is not there is 127', async () => {
  const child = spawn(process.execPath, [entry, 'run', '--id-token-env', 'MINE', '--', './not-there'], {
    cwd: home,
    env: { ...programs, RUNNER_TEMP: home, SALLYPORT_URL: gate.world.urls.agents, MINE: await idToken() },
    stdio: 'ignore',
  })
  expect(await once(child, 'exit')).toEqual([127, null])
})

async function idToken(): Promise<string> {
  return gate.world.issuer.idToken({ run_id: '71' })
}

test('an ID token in a variable or a file serves as well', async () => {
  const file = join(gate.directory, 'token')
  await writeFile(file, await idToken())
  for (const [options, env] of [
    [['--id-token-env', 'MINE'], { MINE: await idToken() }],
    [['--id-token-file', file], {}],
  ] as const) {
    const child = spawn(process.execPath, [entry, 'run', ...options, '--', 'sh', '-c', `${CURL} http://api.test/`], {
      cwd: home,
      env: { ...programs, RUNNER_TEMP: home, SALLYPORT_URL: gate.world.urls.agents, ...env },
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    await once(child, 'close')
    expect([child.exitCode, out]).toEqual([0, '200 '])
  }
})
