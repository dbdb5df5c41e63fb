import { execFileSync } from 'node:child_process'
import { embeddedBinaries } from '../../src/store/binaries.ts'

const platform = process.platform
afterEach(() => Object.defineProperty(process, 'platform', { value: platform }))

test("the package's programs are PostgreSQL's own", async () => {
  const { initdb, postgres } = await embeddedBinaries()
  const version = (program: string) => execFileSync(program, ['--version'], { encoding: 'utf8' })
  expect(version(initdb)).toMatch(/^initdb \(PostgreSQL\) 1\d\./)
  expect(version(postgres)).toMatch(/^postgres \(PostgreSQL\) 1\d\./)
})

test('a platform without a package is told to name a server', async () => {
  Object.defineProperty(process, 'platform', { value: 'plan9' })
  await expect(embeddedBinaries()).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    fix: 'Name a PostgreSQL server in sallyport.yaml: store.url.',
  })
})
