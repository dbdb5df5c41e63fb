import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askToDetach } from '../../../src/cli/run/control.ts'
import { type KeeperTask, startKeeper } from '../../../src/cli/run/keep.ts'
import { startTestGateway, type TestGateway } from './test-gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-keep-'))
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway.close()
  rmSync(folder, { recursive: true })
})

const task = (environment: NodeJS.ProcessEnv): KeeperTask => ({
  options: { direct: [], keep: [], gateway: gateway.url },
  environment: { PATH: process.env.PATH, HOME: folder, RUNNER_TEMP: folder, ...environment },
  cwd: folder,
})

test('a process keeps a session, until it is told to end it', async () => {
  const said: string[] = []
  const kept = await startKeeper(task({ SALLYPORT_ID_TOKEN: 'id', GITHUB_TOKEN: 'x' }), (words) => said.push(words))
  expect(kept).toMatchObject({ session: 'session-1', removed: ['GITHUB_TOKEN', 'SALLYPORT_ID_TOKEN'] })
  expect(said).toEqual([expect.stringMatching(/^the ID token of the variable SALLYPORT_ID_TOKEN serves once/)])
  expect(gateway.live.size).toBe(1)
  expect(await askToDetach(kept.directory)).toMatch(
    /^session session-1 ended after \d+ s: https:\/\/people\.test\/sessions\/session-1$/,
  )
  expect(gateway.live.size).toBe(0)
})

test('what keeps it from that is told with its code', async () => {
  await expect(startKeeper(task({}), () => {})).rejects.toMatchObject({
    code: 'ERR_ID_TOKEN_MISSING',
    message: 'This job has no ID token.',
  })
})
