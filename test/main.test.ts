import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { entry } from './cli/run-cli.ts'
import { withStore } from './cli/with-store.ts'
import { temporaryFolder, write } from './config/files.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { programs } from './support/programs.ts'

const folder = temporaryFolder()
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

interface Started {
  readonly child: ChildProcess
  readonly urls: { readonly agents: string; readonly people: string; readonly status: string; readonly proxy: string }
  readonly output: () => string
  readonly ended: Promise<number | null>
}

async function start(config = withStore()): Promise<Started> {
  const env = {
    ...programs,
    TEST_DATABASE_URL: database.url,
    SAMPLE_API_TOKEN: 'a',
    SAMPLE_FORGE_PASSWORD: 'b',
  }
  const child = fork(entry, ['serve', '-c', write(folder, config)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env })
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (text) => {
      output += text
    })
  }
  const ended = once(child, 'close').then(() => child.exitCode)
  const [urls] = await Promise.race([once(child, 'message'), ended.then(() => [null])])
  return { child, urls: urls as Started['urls'], output: () => output, ended }
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s: says where it listens, serves, drains and ends', async (signal) => {
  const { child, urls, output, ended } = await start()
  expect((await fetch(`${urls.status}/readyz`)).status).toBe(200)
  child.kill(signal)
  expect(await ended).toBe(0)
  const log = output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(log).toMatchObject([
    { level: 'info', msg: 'policy activated', revision: expect.any(String), sequence: null },
    { level: 'info', msg: 'listening', ...urls, policy: expect.any(String) },
    { level: 'info', msg: 'draining', signal, seconds: 30 },
    { level: 'info', msg: 'stopped' },
  ])
  await expect(fetch(`${urls.status}/readyz`)).rejects.toThrow()
})

test('a second signal ends it at once, whatever is still under way', async () => {
  const { child, urls, output, ended } = await start()
  // A request whose body never ends: draining waits for it.
  const { hostname, port } = new URL(urls.people)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {}).write('POST /approvals HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  child.kill('SIGTERM')
  while (!output().includes('"draining"')) await new Promise((resolve) => setTimeout(resolve, 10))
  child.kill('SIGTERM')
  expect(await ended).toBe(1)
  socket.destroy()
})

test('a port that is taken is a sentence, and exit status 1', async () => {
  const first = await start()
  const taken = Number(new URL(first.urls.agents).port)
  const second = await start(withStore('http://127.0.0.1:9', { agents: taken, people: 0, status: 0, proxy: 0 }))
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`ERR_CONFIG: Sallyport can't listen at 127.0.0.1, port ${taken} (EADDRINUSE).`)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
})
