import { readdirSync } from 'node:fs'
import { temporaryFolder, write } from '../config/files.ts'
import { sallyport } from './run-cli.ts'
import { withStore } from './with-store.ts'

const folder = temporaryFolder()

test('a configuration with problems starts nothing', async () => {
  const { status, out, err } = await sallyport(['serve', '-c', write(folder, `${withStore()}odd: 1\n`)])
  expect([status, out]).toEqual([1, ''])
  expect(err).toMatch(/: odd is not a field here\n1 problem\n$/)
  expect(readdirSync(folder)).toEqual(['sallyport.yaml'])
})

test('a database that can’t be reached starts nothing either', async () => {
  const env = { TEST_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
  const { status, out, err } = await sallyport(['serve', '-c', write(folder, withStore())], { env })
  expect([status, out]).toEqual([1, ''])
  expect(err).toMatch(/^ERR_STORE_UNAVAILABLE: The database did not answer\.\n/)
})
