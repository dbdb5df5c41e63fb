import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { type DecisionLogSettings, openSink } from '../../src/decision-log/open.ts'
import { fakeTiming } from '../policy/sources/fake-timing.ts'
import { startLogServer } from './log-server.ts'
import { observed } from './observed.ts'

const folder = mkdtempSync(join(tmpdir(), 'decisions-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function opened(to: DecisionLogSettings<string>['to'], stdout: Writable = new PassThrough()) {
  const { told, observer } = observed()
  const reporting = { bufferSizeLimitBytes: 1_000, uploadSizeLimitBytes: 500, minDelaySeconds: 1, maxDelaySeconds: 1 }
  const read = async (reference: string) => `read ${reference}`
  const sink = await openSink({ to, ...reporting }, { read, stdout, timing: fakeTiming(), observer })
  return { sink, told }
}

test('a file is added to, and is the gateway’s alone', async () => {
  const path = join(folder, 'decisions.jsonl')
  for (const line of ['1', '2']) {
    const { sink, told } = await opened({ kind: 'file', path })
    sink.add(line)
    await sink.close(5_000)
    expect(told).toEqual(['sent 1'])
  }
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['1\n2\n', 0o600])
})

test('a file that can’t be opened is an error at once, in words', async () => {
  const path = join(folder, 'absent', 'decisions.jsonl')
  await expect(opened({ kind: 'file', path })).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: `The decision log ${path} can't be opened (ENOENT).`,
  })
})

test('a file that can’t be written is reported', async () => {
  const path = join(folder, 'closed.jsonl')
  writeFileSync(path, '')
  const { sink, told } = await opened({ kind: 'file', path })
  await sink.close(0)
  sink.add('1')
  await new Promise(setImmediate)
  expect(told).toEqual(['refused 1', expect.stringMatching(/^The decision log can't be written: /)])
})

test('standard output has a line for each event, and stays open', async () => {
  const stdout = new PassThrough()
  const { sink } = await opened({ kind: 'stdout' }, stdout)
  sink.add('1')
  await sink.close(5_000)
  expect([String(stdout.read()), stdout.writableEnded]).toEqual(['1\n', false])
})

test('a reader of standard output that has gone ends nothing', async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) })
  const { sink, told } = await opened({ kind: 'stdout' }, broken)
  sink.add('1')
  await new Promise(setImmediate)
  expect(told).toEqual(['refused 1', "The decision log can't be written: EPIPE"])
})

test('a service is sent its token', async () => {
  const server = await startLogServer()
  const { sink, told } = await opened({ kind: 'service', url: new URL(`${server.url}/logs`), token: 'env:LOGS' })
  sink.add('1')
  await sink.close(5_000)
  expect([told, server.uploads[0]?.headers.authorization]).toEqual([['sent 1'], 'Bearer read env:LOGS'])
  await server.close()
})
