import { type ExecFileException, execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSession } from './sample/session.ts'
import { MADE_UP_KEY } from './sample/upstream.ts'
import { startWorld } from './sample/world.ts'

/** `npm run demo`: the sample's story, played with the real clients on free ports. Exits 0 only if every step holds. */
const directory = await mkdtemp(join(tmpdir(), 'sallyport-demo-'))
// PostgreSQL refuses to run as root: started by root, its own account must be able to come through here.
await chmod(directory, 0o711)
const world = await startWorld({ directory: join(directory, 'gate') })
const work = join(directory, 'shop')
let failed = 0

interface Ran {
  readonly status: number
  readonly output: string
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { ...process.env, ...env } }, (error: ExecFileException | null, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), output: out + err })
    })
  })
}

const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: directory }
const git = (...args: string[]) =>
  run('git', ['-C', work, '-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', ...args], quiet)
const refOf = async (ref: string) =>
  (await run('git', ['-C', world.upstream.repository, 'rev-parse', '--verify', '--quiet', ref])).output.trim()
const entry = join(import.meta.dirname, '..', 'src', 'cli', 'index.ts')
const sallyport = (...args: string[]) => run(process.execPath, [entry, '--config', world.configFile, ...args])

function step(title: string, expected: string, holds: boolean, saw: string): void {
  if (!holds) failed++
  const shown = saw.trim().split('\n').slice(0, 12).join('\n        ')
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${title}\n    expected: ${expected}\n    saw: ${shown}`)
}

/** Answers the next approval that opens, through the command line, as an operator would in another terminal. */
async function answerNext(answer: 'approve' | 'deny'): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const id = /^([0-9a-f-]{36}) {2}pending/m.exec((await sallyport('approvals', 'list')).output)?.[1]
    if (id !== undefined) return (await sallyport('approvals', answer, id, '--reason', 'the demo says so')).output
    await sleep(100)
  }
  return 'no approval opened'
}

async function play(): Promise<void> {
  const token = await openSession(world.urls.agents, await world.issuer.idToken())
  step('a CI job exchanges its ID token', 'a session token', token.startsWith('sallyport_'), `${token.slice(0, 14)}…`)

  const remote = `http://run:${token}@${new URL(world.urls.agents).host}/c/forge/acme/shop.git`
  const clone = await run('git', ['clone', '--quiet', remote, work], quiet)
  step('git clone', 'exit 0', clone.status === 0, clone.output || `exit ${clone.status}`)

  await git('checkout', '--quiet', '-b', 'feature')
  await git('commit', '--quiet', '--allow-empty', '-m', 'Work')
  const head = (await git('rev-parse', 'HEAD')).output.trim()
  const feature = await git('push', 'origin', 'feature')
  step(
    'push a feature branch',
    'allowed; the upstream has it',
    feature.status === 0 && (await refOf('refs/heads/feature')) === head,
    feature.output,
  )

  const pushing = git('push', 'origin', 'feature:main')
  const answer = await answerNext('approve')
  const main = await pushing
  const passed =
    main.status === 0 && main.output.includes('held for approval') && (await refOf('refs/heads/main')) === head
  step(
    'push main',
    'held, approved in another terminal, and then through',
    passed,
    `${main.output}\napproval: ${answer}`,
  )

  await git('commit', '--quiet', '--allow-empty', '-m', 'More work')
  const both = git('push', 'origin', 'feature:feature', 'feature:main')
  await answerNext('deny')
  const denied = await both
  const whole =
    denied.status !== 0 && (await refOf('refs/heads/main')) === head && (await refOf('refs/heads/feature')) === head
  step(
    'push feature and main together',
    'held as a whole; denied, so that neither moves',
    whole && denied.output.includes('the demo says so'),
    denied.output,
  )

  const deletion = await git('push', 'origin', '--delete', 'release/1.0')
  const kept =
    deletion.status !== 0 &&
    deletion.output.includes('git/protected-deletes') &&
    (await refOf('refs/heads/release/1.0')) !== ''
  step(
    'delete a protected branch',
    "refused, with the rule in git's own output; it is still there",
    kept,
    deletion.output,
  )

  await git('checkout', '--quiet', '-b', 'keys')
  await writeFile(join(work, 'deploy.env'), `AWS_ACCESS_KEY_ID=${MADE_UP_KEY}\n`)
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'Deploy')
  await git('rm', '--quiet', 'deploy.env')
  await git('commit', '--quiet', '-m', 'Take the key out again')
  const leak = await git('push', 'origin', 'keys')
  step(
    'push a key that the next commit takes out again',
    'refused, with the file, the line and the commit; never the key',
    leak.status !== 0 &&
      leak.output.includes('deploy.env, line 1') &&
      !leak.output.includes(MADE_UP_KEY) &&
      (await refOf('refs/heads/keys')) === '',
    leak.output,
  )

  const page = await fetch(`${world.urls.agents}/c/api/v1/settings`, { headers: { authorization: `Bearer ${token}` } })
  const text = await page.text()
  step(
    'fetch a page with a key in it',
    'masked',
    text.includes('[masked:aws-access-key]') && !text.includes(MADE_UP_KEY),
    text,
  )

  const snoop = await fetch(`${world.urls.people}/approvals`, { headers: { authorization: `Bearer ${token}` } })
  step(
    "ask the people's listener with the session token",
    '401',
    snoop.status === 401,
    `${snoop.status} ${await snoop.text()}`,
  )

  const sessions = (await sallyport('sessions', 'list')).output
  const shown = (await sallyport('sessions', 'show', sessions.split(' ')[0]!)).output
  step(
    'list and show the session',
    'every exchange, with its decisions',
    shown.includes('require_approval') && shown.includes('deny'),
    shown,
  )

  const job = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${world.issuer.url}/id-token`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
    SALLYPORT_URL: world.urls.agents,
  }
  const runGiven = (...given: string[]) => run(process.execPath, [entry, 'run', ...given], { ...quiet, ...job })
  const underGate = (...command: string[]) => runGiven('--', ...command)
  const listed = await underGate('git', 'ls-remote', 'https://forge.test/acme/shop.git')
  step(
    'sallyport run: git, by the name of the upstream and with no token',
    'the refs, and a session that ends with the command',
    listed.status === 0 && listed.output.includes('refs/heads/main') && listed.output.includes('sallyport: session '),
    listed.output,
  )
  const elsewhere = await underGate('git', 'ls-remote', 'https://elsewhere.test/acme/shop.git')
  step(
    'sallyport run: a host that nobody configured',
    'refused, with the rule',
    elsewhere.status !== 0 && elsewhere.output.includes('ERR_DENIED'),
    elsewhere.output,
  )

  const lease = { type: 'sallyport_lease', connections: ['forge'], resources: ['acme/shop'], seconds: 60 }
  const within = ['--leases', JSON.stringify([lease]), '--', 'sh', '-c']
  const leased = await runGiven(...within, 'git ls-remote https://forge.test/acme/shop.git')
  const beyond = await runGiven(...within, 'git ls-remote https://forge.test/acme/till.git')
  step(
    'sallyport run: with a lease for one repository',
    'that one opens, another does not',
    leased.status === 0 && beyond.status !== 0 && beyond.output.includes('ERR_LEASE_EXCEEDED'),
    beyond.output,
  )

  const { forgePassword, apiToken } = world.secrets
  const basic = `Basic ${Buffer.from(`gate:${forgePassword}`).toString('base64')}`
  const seen = [...world.upstream.authorizations.keys()].filter(
    (value) => value !== basic && value !== `Bearer ${apiToken}`,
  )
  step(
    'what the upstream saw',
    'the injected credentials, and nothing else',
    seen.length === 0,
    seen.length === 0 ? 'nothing else' : `${seen.length} others`,
  )

  const log = await readFile(world.logFile, 'utf8')
  const everything = log + (await sallyport('sessions', 'show', '--json', sessions.split(' ')[0]!)).output
  const leaks = [forgePassword, apiToken, token, MADE_UP_KEY, basic.slice(6)].filter((secret) =>
    everything.includes(secret),
  )
  step(
    'search the log and the journal for secrets',
    'none',
    leaks.length === 0,
    `${leaks.length} found in ${everything.length} characters`,
  )
}

try {
  await play()
} catch (error) {
  failed++
  console.error(error)
} finally {
  await world.close()
  await rm(directory, { recursive: true, force: true })
}
console.log(failed === 0 ? '\nevery step held' : `\n${failed} steps failed`)
process.exit(failed === 0 ? 0 : 1)
