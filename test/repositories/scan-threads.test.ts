import { createScanThreads } from '../../src/repositories/scan-threads.ts'
import { type Forge, forge, runGit } from './forge.ts'

let it: Forge
beforeAll(async () => {
  it = await forge({ empty: true })
  await runGit(it.clone, ['hash-object', '-w', '--stdin'], Buffer.from([0, 1]))
})
afterAll(() => it.close())

const never = new AbortController().signal
const job = (env: NodeJS.ProcessEnv = { GIT_DIR: `${it.clone}/.git` }) => ({
  env,
  except: new Set<string>(),
  key: Buffer.alloc(32),
  telltales: [],
})

test('more jobs than threads are all done', async () => {
  const threads = createScanThreads(1)
  const scanned = await Promise.all(Array.from({ length: 5 }, () => threads.scan(job(), never)))
  expect(scanned.map(({ binaries }) => binaries.size)).toEqual([1, 1, 1, 1, 1])
  await threads.close()
})

test('a scan that is given up ends, and the next one is done; so does one that waits', async () => {
  const threads = createScanThreads(1)
  const gone = new AbortController()
  const given = [threads.scan(job(), gone.signal), threads.scan(job(), gone.signal)]
  const last = threads.scan(job(), never)
  gone.abort(new Error('too late'))
  for (const scan of given) await expect(scan).rejects.toThrow('too late')
  expect((await last).binaries.size).toBe(1)
  await threads.close()
})

test('what a scan fails with is told', async () => {
  const threads = createScanThreads(1)
  await expect(threads.scan(job({ GIT_DIR: '/nonexistent' }), never)).rejects.toThrow('not a git repository')
  expect((await threads.scan(job(), never)).binaries.size).toBe(1)
  await threads.close()
})
