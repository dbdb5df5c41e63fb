import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConfigured, loadConfigured, type PolicySettings } from '../../src/policy/configured.ts'
import { bundle } from '../cli/run-cli.ts'
import { folderOf } from './real-opa.ts'
import { NOW } from './signing.ts'
import { startBundleServer } from './sources/bundle-server.ts'
import { fakeTiming, hastyTiming } from './sources/fake-timing.ts'

const signal = new AbortController().signal
const secrets: { [name: string]: string } = { token: 'one', key: 'text of the key' }
const read = async (name: string) => secrets[name] ?? Promise.reject(new Error(`${name} is not set`))
const service = (url: string, token: string | null): PolicySettings<string>['source'] => ({
  kind: 'service',
  url: new URL(url),
  token,
  ...{ minDelaySeconds: 1, maxDelaySeconds: 2, longPollingTimeoutSeconds: null },
})
const verification = { algorithm: 'ES256', keyId: 'mine', scope: null }

test('a file is the source, and keeps itself', async () => {
  const path = join(folderOf({ b: 'bytes' }), 'b')
  const opened = createConfigured({ source: { kind: 'file', path }, verification: null }, read, hastyTiming())
  expect(await opened.source.look(signal)).toMatchObject({ archive: Buffer.from('bytes') })
  expect([opened.source.place, await opened.verification(), opened.kept('/absent')]).toEqual([path, null, null])
})

test('a service is asked with its token; what it sends can be kept', async () => {
  const server = await startBundleServer()
  server.publish(Buffer.from('bytes'))
  const { source, kept } = createConfigured(
    { source: service(`${server.url}/b`, 'token'), verification: null },
    read,
    fakeTiming(),
  )
  expect(await source.look(signal)).toMatchObject({ archive: Buffer.from('bytes') })
  expect(server.asked[0]?.headers.authorization).toBe('Bearer one')
  const directory = folderOf({})
  await kept(directory)!.keep({ archive: Buffer.from('kept'), etag: null })
  expect(JSON.parse(readFileSync(join(directory, 'bundle.json'), 'utf8'))).toMatchObject({ from: `${server.url}/b` })
  await source.close!()
  await server.close()
})

test('the key is read each time, and the time is that of the verification', async () => {
  const timing = hastyTiming()
  const source = { kind: 'file', path: '/absent' } as const
  const opened = createConfigured({ source, verification: { ...verification, key: 'key' } }, read, timing)
  expect(await opened.verification()).toEqual({ ...verification, key: 'text of the key', at: NOW })
  secrets.key = 'another'
  await timing.sleep(5, signal)
  expect(await opened.verification()).toEqual({ ...verification, key: 'another', at: NOW + 5 })
})

test('a secret that can’t be read is told of by what it is for', async () => {
  const settings = { source: service('http://127.0.0.1:9', 'absent'), verification: { ...verification, key: 'absent' } }
  const opened = createConfigured(settings, read, fakeTiming())
  const refusal = (message: string) => ({
    code: 'ERR_CREDENTIAL_UNAVAILABLE',
    message,
    cause: new Error('absent is not set'),
  })
  await expect(opened.source.look(signal)).rejects.toMatchObject(refusal("The bundle service's token can't be read."))
  await expect(opened.verification()).rejects.toMatchObject(refusal("The key of policy.verification can't be read."))
  await opened.source.close!()
})

test('a bundle is loaded as it is configured, and its source let go', async () => {
  const path = join(folderOf({}), 'b')
  copyFileSync(bundle, path)
  const source = { kind: 'file', path } as const
  const loaded = await loadConfigured(createConfigured({ source, verification: null }, read, hastyTiming()))
  expect(loaded.revision).toBe(loaded.policy.revision)
  const unsigned = createConfigured({ source, verification: { ...verification, key: 'key' } }, read, hastyTiming())
  await expect(loadConfigured(unsigned)).rejects.toMatchObject({ code: 'ERR_POLICY_SIGNATURE' })
  const absent = createConfigured(
    { source: { kind: 'file', path: `${path}x` }, verification: null },
    read,
    hastyTiming(),
  )
  await expect(loadConfigured(absent)).rejects.toMatchObject({ code: 'ERR_POLICY_MISSING' })
})
