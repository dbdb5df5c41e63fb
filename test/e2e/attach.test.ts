import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { entry } from '../cli/run-cli.ts'
import { type Gate, jobEnvironment, run, startGate } from './gate.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate()
}, 60_000)
afterAll(() => gate.close())

/** One step of a job: its own process, with what the runner gives to each step and what the job has gathered. */
function step(command: string, args: readonly string[], gathered: NodeJS.ProcessEnv = {}) {
  return run(command, args, {
    ...jobEnvironment(gate, gate.directory, '?run_id=80'),
    GITHUB_ENV: join(gate.directory, 'github-env'),
    ...gathered,
  })
}

const sallyport = (args: readonly string[], gathered: NodeJS.ProcessEnv = {}) =>
  step(process.execPath, [entry, ...args], gathered)

/** What GitHub's runner reads from the file of `GITHUB_ENV`. */
function gatheredFrom(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)<<(\S+)\n(.*?)\n\2$/gms)].map(([, name, , value]) => [name, value]),
  )
}

const CURL = ['-s', '-o', '/dev/null', '-w', '%{http_code}', 'http://api.test/v1/x']

test('steps between attach and detach go through the gate, in one session', async () => {
  const file = join(gate.directory, 'github-env')
  await writeFile(file, 'MINE=1\n')
  const work = join(gate.directory, 'work')
  await gate.git('init', '--quiet', work)
  await gate.git('-C', work, 'config', 'http.https://github.com/.extraheader', 'AUTHORIZATION: basic bm8=')
  const config = join(work, '.git', 'config')
  const inWork = ['-C', work, process.execPath, entry, 'attach', '--preset', 'github-copilot']
  const attached = await step('env', inWork, { AWS_PROFILE: 'production' })
  expect(attached.status).toBe(0)
  expect(attached.output).toContain('AWS_PROFILE')
  expect(attached.output).toContain(
    'sallyport: the runner gives to later steps again: ACTIONS_ID_TOKEN_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL\n',
  )
  const taken = await readFile(config, 'utf8')
  expect(taken).not.toContain('bm8=')
  const [, id] = /session (\S+) is kept/.exec(attached.output)!

  const written = await readFile(file, 'utf8')
  expect(written.startsWith('MINE=1\n')).toBe(true)
  const gathered = gatheredFrom(written)
  expect(gathered).toMatchObject({ AWS_PROFILE: '', NO_PROXY: expect.stringContaining(',.githubcopilot.com,') })
  expect(await step('curl', CURL, gathered)).toEqual({ status: 0, output: '200' })
  expect(await step('curl', CURL, gathered)).toEqual({ status: 0, output: '200' })

  const detached = await sallyport(['detach'], gathered)
  expect(detached.output).toMatch(
    new RegExp(`^sallyport: session ${id} ended after \\d+ s: http://.*/sessions/${id}\n$`),
  )
  expect(await gate.people(`/sessions/${id}`)).toMatchObject({ endedBecause: 'ended by the agent' })
  // Any step could have asked for that: what it was kept from stays away.
  expect(await readFile(config, 'utf8')).toBe(taken)
  expect((await step('curl', CURL, gathered)).status).toBe(7)
  expect(await sallyport(['detach'], gathered)).toMatchObject({
    status: 78,
    output: expect.stringContaining('sallyport: ERR_NOT_ATTACHED: No session is kept in '),
  })
})

test('a shell reads the environment where there is no GitHub', async () => {
  const file = join(gate.directory, "job's environment")
  await writeFile(file, 'left from another job, for everybody to read\n', { mode: 0o644 })
  const attached = await sallyport(['attach', '--write-environment', file], { GITLAB_TOKEN: 'x' })
  expect([attached.status, (await stat(file)).mode & 0o777]).toEqual([0, 0o600])
  const read = `. "$1"; echo "$\{GITLAB_TOKEN-gone}"; shift; exec curl "$@"`
  expect(await step('sh', ['-c', read, 'sh', file, ...CURL], { GITLAB_TOKEN: 'x' })).toEqual({
    status: 0,
    output: 'gone\n200',
  })
  const [, directory] = /--state (\S+)/.exec(attached.output)!
  expect((await sallyport(['detach', '--state', directory!])).status).toBe(0)
})

test('what keeps attach from it is said, and nothing is written', async () => {
  const file = join(gate.directory, 'none')
  const refused = async (args: string[], gathered: NodeJS.ProcessEnv) =>
    (await sallyport(['attach', ...args], { GITHUB_ENV: file, ...gathered })).output.split('\n')[0]
  expect(await refused(['--preset', 'other'], {})).toBe('sallyport: ERR_CONFIG: There is no preset other.')
  expect(await refused([], { GITHUB_ENV: '' })).toMatch(/^sallyport: ERR_CONFIG: Nothing says where /)
  const stranger = `${gate.world.issuer.url}/id-token?repository=evil/shop`
  expect(await refused([], { ACTIONS_ID_TOKEN_REQUEST_URL: stranger })).toMatch(/^sallyport: ERR_TOKEN_AGENT: /)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})
