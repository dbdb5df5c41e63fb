import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWayIn, type WayInOptions } from '../../../src/cli/run/way-in.ts'
import { realTiming } from '../../../src/core/timing.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-way-in-'))
const gateways: TestGateway[] = []
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()))
  rmSync(folder, { recursive: true })
})

async function opening(gatewayOptions: TestGatewayOptions = {}, options: Partial<WayInOptions> = {}) {
  const gateway = await startTestGateway(gatewayOptions)
  gateways.push(gateway)
  const job = { PATH: process.env.PATH, HOME: folder, RUNNER_TEMP: folder, SALLYPORT_ID_TOKEN: 'id' }
  const environment = { ...job, SALLYPORT_URL: gateway.url, AWS_ACCESS_KEY_ID: 'mine' }
  const given = { direct: [], keep: [], ...options }
  const open = () =>
    openWayIn({ options: given, environment, cwd: folder, givesBack: true, timing: realTiming, say: () => {} })
  return { gateway, open }
}

test('a way in, and nothing left of it once it is closed', async () => {
  const { gateway, open } = await opening({}, { direct: ['.direct.test'] })
  const wayIn = await open()
  const { port, password } = wayIn.relay
  expect(wayIn.environment).toMatchObject({
    HTTPS_PROXY: `http://run:${password}@127.0.0.1:${port}`,
    NO_PROXY: 'localhost,127.0.0.1,::1,.direct.test',
    AWS_ACCESS_KEY_ID: 'SALLYPORTPLACEHOLDER',
  })
  expect(wayIn.removed).toEqual(['AWS_ACCESS_KEY_ID', 'SALLYPORT_ID_TOKEN'])
  const [token] = gateway.live
  expect(JSON.stringify(wayIn.environment)).not.toContain(token)
  expect(await wayIn.close()).toMatch(/^session session-1 ended after \d+ s: /)
  expect([gateway.live.size, readdirSync(folder)]).toEqual([0, []])
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed')
})

test('containers reach the relay by the bridge, and are told so by the docker CLI', async () => {
  const { open } = await opening({}, { bridge: '127.0.0.2' })
  const wayIn = await open()
  const { port, password } = wayIn.relay
  const config = JSON.parse(readFileSync(join(wayIn.environment.DOCKER_CONFIG!, 'config.json'), 'utf8'))
  expect(config.proxies.default.httpsProxy).toBe(`http://run:${password}@127.0.0.2:${port}`)
  // fetch takes a 407 for a failure of its own.
  const [answer] = await once(get(`http://127.0.0.2:${port}`), 'response')
  expect(answer.resume().statusCode).toBe(407)
  await wayIn.close()
  await expect(fetch(`http://127.0.0.2:${port}`)).rejects.toThrow('fetch failed')
})

test('what is kept is neither removed nor replaced', async () => {
  const { open } = await opening({}, { keep: ['AWS_ACCESS_KEY_ID'] })
  const wayIn = await open()
  expect(wayIn.environment.AWS_ACCESS_KEY_ID).toBe('mine')
  await wayIn.close()
})

test('what the gateway has a job find is in its environment: nothing that leads elsewhere, nor what is kept', async () => {
  const variables = { DEPLOY_KEY: 'decoy', HTTPS_PROXY: 'http://elsewhere', AWS_ACCESS_KEY_ID: 'x', KEPT: 'decoy' }
  const { open } = await opening({ variables }, { keep: ['KEPT'] })
  const wayIn = await open()
  expect(wayIn.environment).toMatchObject({ DEPLOY_KEY: 'decoy', AWS_ACCESS_KEY_ID: 'SALLYPORTPLACEHOLDER' })
  expect(wayIn.environment.HTTPS_PROXY).toContain('127.0.0.1')
  expect(wayIn.set).toMatchObject({ DEPLOY_KEY: 'decoy' })
  expect(wayIn.environment).not.toHaveProperty('KEPT')
  await wayIn.close()
})

test.each([
  ['ERR_PROXY_MISSING', { proxy: null }, {}],
  ['ERR_CONFIG', {}, { caFile: join(folder, 'none') }],
  ['ERR_CONFIG', {}, { bridge: '192.0.2.1' }],
  ['ERR_TOKEN_AGENT', { exchange: () => ({ status: 401, body: REFUSED }) }, {}],
] as const)('%s leaves nothing behind', async (code, gatewayOptions, options) => {
  const { gateway, open } = await opening(gatewayOptions, options)
  await expect(open()).rejects.toMatchObject({ code })
  expect([gateway.live.size, readdirSync(folder)]).toEqual([0, []])
})

const REFUSED = { code: 'ERR_TOKEN_AGENT', error_description: 'ERR_TOKEN_AGENT: Nobody.' }
