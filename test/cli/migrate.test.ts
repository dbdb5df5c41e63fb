import { temporaryFolder, write } from '../config/files.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { sallyport } from './run-cli.ts'
import { withStore } from './with-store.ts'

const folder = temporaryFolder()
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ empty: true })
})
afterAll(() => database.drop())

test('brings the database to this version, once', async () => {
  const run = () =>
    sallyport(['migrate', '-c', write(folder, withStore())], { env: { TEST_DATABASE_URL: database.url } })
  const first = await run()
  expect([first.status, first.out]).toEqual([0, expect.stringMatching(/^applied 1(, \d+)*\n$/)])
  expect(await run()).toEqual({ status: 0, out: 'nothing to do\n', err: '' })
})

test('a database that isn’t there, or isn’t named, is a sentence', async () => {
  const run = (env: NodeJS.ProcessEnv) => sallyport(['migrate', '-c', write(folder, withStore())], { env })
  const unset = await run({})
  expect([unset.status, unset.err]).toEqual([
    1,
    expect.stringMatching(/^ERR_CONFIG: The database's URL can't be read\.\n/),
  ])
  const away = await run({ TEST_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' })
  expect([away.status, away.err]).toEqual([1, expect.stringMatching(/^ERR_STORE_UNAVAILABLE: /)])
})
