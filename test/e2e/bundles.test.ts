import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { checkEverything, checkedConfig, compose, type Gateway } from '../../src/compose.ts'
import { formatProblem } from '../../src/config/problem.ts'
import type { Files } from '../../src/policy/bundle.ts'
import { sallyport } from '../cli/run-cli.ts'
import { temporaryFolder, write } from '../config/files.ts'
import { needingOpa, runOpa } from '../policy/real-opa.ts'
import { packed, rebundled, signed } from '../policy/rebundled.ts'
import { makeKeys } from '../policy/signing.ts'
import { type BundleServer, startBundleServer } from '../policy/sources/bundle-server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const folder = temporaryFolder()
const keys = makeKeys('ES256')
write(folder, keys.verifying, 'bundle.pem')
write(folder, keys.signing, 'signing.pem')
write(folder, 'opens the bundles', 'token')

const config = (policy: string, data = 'data') => `mode: development
listen:
  agents: { address: 127.0.0.1:0 }
  people: { address: 127.0.0.1:0 }
  status: { address: 127.0.0.1:0 }
data_directory: ${data}
store: { url: env:TEST_DATABASE_URL }
policy:
${policy}
  verification: { key: file:bundle.pem, algorithm: ES256 }
issuers: []
agents: []
connections: []
`
const service = (url: string) => `  service:
    url: ${url}
    resource: b.tar.gz
    credential: { bearer: file:token }
    polling: { min_delay_seconds: 1, max_delay_seconds: 1, long_polling_timeout_seconds: 30 }`

const signedArchive = async (revision: string, sequence: number) =>
  packed(await signed(rebundled(revision, sequence), keys))

interface Ready {
  readonly status: string
  readonly policy: { readonly revision: string; readonly sequence: number | null; readonly lastError: string | null }
}

/** A gateway of this process, and what its listeners say. */
async function start(text: string, database: TestDatabase) {
  const loaded = await checkedConfig(write(folder, text))
  if (!('config' in loaded)) throw new Error(loaded.problems.map(formatProblem).join('\n'))
  const gateway: Gateway = await compose(loaded.config, { TEST_DATABASE_URL: database.url }, pino({ level: 'silent' }))
  const token = readFileSync(join(loaded.config.dataDirectory, 'operator-token'), 'utf8').trim()
  const ready = async () => (await (await fetch(`${gateway.urls.status}/readyz`)).json()) as Ready
  return {
    gateway,
    ready,
    /** What is in force once it is as expected. */
    async until(holds: (policy: Ready['policy']) => boolean): Promise<Ready> {
      for (;;) {
        const answer = await ready()
        if (holds(answer.policy)) return answer
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async people(path: string, body?: object) {
      const answer = await fetch(gateway.urls.people + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return {
        status: answer.status,
        body: (await answer.json()) as { changes: { kind: string; revision: string | null }[] },
      }
    },
    cli: (...args: string[]) =>
      sallyport(args, { env: { SALLYPORT_PEOPLE_URL: gateway.urls.people, SALLYPORT_OPERATOR_TOKEN: token } }),
    metrics: async () => (await (await fetch(`${gateway.urls.status}/metrics`)).text()).split('\n'),
  }
}

let database: TestDatabase
let server: BundleServer
beforeEach(async () => {
  database = await testDatabase()
  server = await startBundleServer(true)
})
afterEach(async () => {
  await server.close()
  await database.drop()
})

test('a service’s bundles: swapped as they come, refused in words, gone back from by an operator, kept for the next start', async () => {
  server.publish(await signedArchive('r1', 1))
  const text = config(service(server.url), 'kept')
  const { gateway, ready, until, people, cli, metrics } = await start(text, database)
  expect(await ready()).toMatchObject({ status: 'ok', policy: { revision: 'r1', sequence: 1, lastError: null } })
  expect(server.asked[0]?.headers).toMatchObject({
    prefer: 'modes=snapshot;wait=30',
    authorization: 'Bearer opens the bundles',
  })

  server.publish(await signedArchive('r2', 2))
  await until(({ revision }) => revision === 'r2')

  const files = await signed(rebundled('r3', 3), keys)
  server.publish(packed(new Map(files).set('data.json', Buffer.from('{"settings":{}}'))))
  expect(await until(({ lastError }) => lastError !== null)).toEqual({
    status: 'ok',
    problems: [],
    policy: {
      revision: 'r2',
      sequence: 2,
      lastError: 'ERR_POLICY_SIGNATURE: The policy bundle can\'t be trusted: "data.json" is not what was signed.',
    },
  })

  server.publish(await signedArchive('r1', 1))
  const refusal = 'ERR_POLICY_ROLLBACK: The policy bundle "r1" has the sequence 1, and none below 2 is taken.'
  expect((await until(({ lastError }) => lastError === refusal)).policy.revision).toBe('r2')
  expect((await people('/policy')).body).toMatchObject({
    ...{
      revision: 'r2',
      sequence: 2,
      floor: 2,
      source: `${server.url}/b.tar.gz`,
      lastError: { code: 'ERR_POLICY_ROLLBACK' },
    },
    changes: [
      { kind: 'refused', revision: 'r1', sequence: 1 },
      { kind: 'refused', revision: null },
      { kind: 'activated', revision: 'r2', sequence: 2 },
      { kind: 'activated', revision: 'r1', sequence: 1 },
    ],
  })
  expect((await people('/policy/sequence', { sequence: 2, reason: 'r2 is bad' })).status).toBe(400)
  expect(await cli('policy', 'accept', '--sequence', '1', '--reason', 'r2 is bad')).toEqual({
    status: 0,
    out: 'bundles are taken from sequence 1 on\n',
    err: '',
  })
  expect((await until(({ revision }) => revision === 'r1')).policy).toEqual({
    revision: 'r1',
    sequence: 1,
    lastError: null,
  })
  expect((await people('/policy?limit=2')).body.changes).toMatchObject([
    { kind: 'activated', revision: 'r1', sequence: 1 },
    { kind: 'lowered', sequence: 1, by: 'operator', reason: 'r2 is bad' },
  ])
  expect((await cli('policy', 'status')).out).toMatch(
    /^revision {4}r1\nsequence {4}1; none below 1 is taken\n(.*\n){3}last error {2}none\n.*activated {2}r1 sequence 1 .*\n.*lowered /,
  )
  expect(await metrics()).toEqual(
    expect.arrayContaining([
      'sallyport_policy_info{revision="r1",sequence="1"} 1',
      'sallyport_bundle_activations_total{code=""} 3',
      expect.stringMatching(/^sallyport_bundle_activations_total\{code="ERR_POLICY_SIGNATURE"\} [1-9]/),
      expect.stringMatching(/^sallyport_bundle_activations_total\{code="ERR_POLICY_ROLLBACK"\} [1-9]/),
    ]),
  )
  await gateway.close(0)

  const kept = join(folder, 'kept', 'policy')
  expect([statSync(kept).mode & 0o777, statSync(join(kept, 'bundle.tar.gz')).mode & 0o777]).toEqual([0o700, 0o600])
  server.answer((res) => res.writeHead(503).end())
  const again = await start(text, database)
  expect((await again.ready()).policy).toEqual({
    revision: 'r1',
    sequence: 1,
    lastError: `ERR_POLICY_MISSING: The bundle service at ${server.url}/b.tar.gz answered 503.`,
  })
  expect(await again.metrics()).toContainEqual(
    expect.stringMatching(/^sallyport_bundle_check_failures_total\{code="ERR_POLICY_MISSING"\} [1-9]/),
  )
  server.answer(null)
  server.publish(await signedArchive('r4', 4))
  await again.until(({ revision }) => revision === 'r4')
  await again.gateway.close(0)
}, 60_000)

/** Puts an unpacked bundle where another lies, at once. */
function swapFolder(path: string, files: Files): void {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(`${path}.new`, name)), { recursive: true })
    writeFileSync(join(`${path}.new`, name), content)
  }
  mkdirSync(path, { recursive: true })
  renameSync(path, `${path}.${Date.now()}`)
  renameSync(`${path}.new`, path)
}

test('a folder’s bundles: swapped, refused while half is written, and taken once they are whole', async () => {
  const path = join(folder, 'unpacked')
  swapFolder(path, await signed(rebundled('f1', 1), keys))
  const { gateway, ready, until } = await start(config('  bundle: unpacked'), database)
  expect((await ready()).policy).toEqual({ revision: 'f1', sequence: 1, lastError: null })
  swapFolder(path, await signed(rebundled('f2', 2), keys))
  await until(({ revision }) => revision === 'f2')
  const next = await signed(rebundled('f3', 3), keys)
  writeFileSync(join(path, '.manifest'), next.get('.manifest')!)
  expect((await until(({ lastError }) => lastError !== null)).policy).toEqual({
    revision: 'f2',
    sequence: 2,
    lastError: 'ERR_POLICY_SIGNATURE: The policy bundle can\'t be trusted: ".manifest" is not what was signed.',
  })
  writeFileSync(join(path, '.signatures.json'), next.get('.signatures.json')!)
  expect((await until(({ revision }) => revision === 'f3')).policy.lastError).toBeNull()
  await gateway.close(0)
})

needingOpa()('a folder that OPA signed is taken, and a file that a start finds bad ends it', async () => {
  const path = join(folder, 'signed')
  swapFolder(path, rebundled('s1'))
  runOpa(path, 'sign', '--bundle', '.', '--signing-alg', 'ES256', '--signing-key', join(folder, 'signing.pem'))
  const { gateway, ready } = await start(config('  bundle: signed'), database)
  expect((await ready()).policy).toEqual({ revision: 's1', sequence: null, lastError: null })
  await gateway.close(0)
  writeFileSync(join(path, 'policy.wasm'), 'other')
  await expect(start(config('  bundle: signed'), database)).rejects.toMatchObject({
    code: 'ERR_POLICY_SIGNATURE',
    message: 'The policy bundle can\'t be trusted: "policy.wasm" is not what was signed.',
  })
})

test('replicas share the floor: what one has put in force, the other doesn’t go back behind', async () => {
  const other = await startBundleServer(true)
  server.publish(await signedArchive('r7', 7))
  other.publish(await signedArchive('r6', 6))
  const one = await start(config(service(server.url), 'one'), database)
  const starting = start(config(service(other.url), 'two'), database)
  const refused = async () => (await one.people('/policy')).body.changes.some(({ kind }) => kind === 'refused')
  while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 20))
  other.publish(await signedArchive('r7', 7))
  const two = await starting
  expect((await two.ready()).policy).toEqual({ revision: 'r7', sequence: 7, lastError: null })
  expect((await one.people('/policy')).body.changes).toMatchObject([
    { kind: 'refused', revision: 'r6' },
    { kind: 'activated', revision: 'r7' },
  ])
  await one.gateway.close(0)
  await two.gateway.close(0)
  await other.close()
})

describe('check', () => {
  const problems = async (text: string) => {
    const file = write(folder, text)
    const found = await checkEverything(file, { TEST_DATABASE_URL: 'postgres://db.test' })
    return found.map((problem) => formatProblem(problem).slice(file.length + 1))
  }

  test('the bundle is verified as it is configured, whatever else is wrong', async () => {
    write(folder, '', 'b')
    writeFileSync(join(folder, 'b'), await signedArchive('r1', 1))
    expect(await problems(config('  bundle: b'))).toEqual([])
    writeFileSync(join(folder, 'b'), packed(rebundled('r1', 1)))
    expect(await problems(`${config('  bundle: b')}odd: 1\n`)).toEqual([
      "9:3: policy.bundle is no policy: The policy bundle can't be trusted: it is not signed, for it has no .signatures.json.",
      '14:1: odd is not a field here',
    ])
    expect(await problems(config('  bundle: absent'))).toEqual([
      `9:3: policy.bundle is no policy: The policy bundle ${join(folder, 'absent')} can't be read (ENOENT).`,
    ])
  })

  test('a service is asked', async () => {
    server.publish(await signedArchive('r1', 1))
    expect(await problems(config(service(server.url)))).toEqual([])
    server.answer((res) => res.writeHead(404).end())
    expect(await problems(config(service(server.url)))).toEqual([
      `10:5: policy.service.url is no policy: The bundle service at ${server.url}/b.tar.gz answered 404.`,
    ])
    const open = config(service('http://bundles.test')).replace('development', 'production')
    expect(await problems(open)).toEqual([
      '10:5: policy.service.url must be https://: http:// is only for a loopback address, or mode: development',
    ])
    expect(await problems(config(service(server.url)).replace('file:token', 'env:ABSENT'))).toEqual([
      '12:19: policy.service.credential.bearer names the environment variable ABSENT, which is not set',
    ])
  })
})
