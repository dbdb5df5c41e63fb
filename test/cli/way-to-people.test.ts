import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { keepLogin } from '../../src/cli/people-login.ts'
import { peopleUrl, wayToPeople } from '../../src/cli/way-to-people.ts'
import { SMALLEST, temporaryFolder, write } from '../config/files.ts'

const folder = temporaryFolder()
const before = { ...process.env }
const here = process.cwd()
// Where the sample has run, there is a configuration in this directory.
beforeAll(() => {
  mkdirSync(join(folder, 'empty'))
  process.chdir(join(folder, 'empty'))
})
beforeEach(() => {
  process.env = { ...before, XDG_CONFIG_HOME: join(folder, 'home') }
})
afterAll(() => {
  process.chdir(here)
  process.env = before
})
const command = new Command()
const file = join(folder, 'home', 'sallyport', 'logins.json')
const lasting = { token: 'mine', name: 'ada@example.com', expiresAt: Date.UTC(2040, 0) }
const over = { ...lasting, expiresAt: 1 }

test('without a login and a configuration, in words', async () => {
  process.env.SALLYPORT_PEOPLE_URL = 'https://gate.test'
  await expect(wayToPeople(command, 'person')).rejects.toMatchObject({
    code: 'ERR_LOGIN_REQUIRED',
    fix: expect.stringContaining('sallyport login'),
  })
  process.env.SALLYPORT_OPERATOR_TOKEN = 'operator'
  expect(await wayToPeople(command, 'person')).toEqual({ url: 'https://gate.test', token: 'operator' })
})

test('the environment’s gateway, without a last slash; else the one at which one logged in last', async () => {
  await keepLogin(file, 'https://old.test', lasting)
  await keepLogin(file, 'https://gate.test/people', lasting)
  expect(await peopleUrl(command)).toBe('https://gate.test/people')
  expect(await wayToPeople(command, 'operator')).toEqual({ url: 'https://gate.test/people', token: 'mine' })
  process.env.SALLYPORT_PEOPLE_URL = 'https://old.test/'
  expect(await wayToPeople(command, 'person')).toEqual({ url: 'https://old.test', token: 'mine' })
})

test('with a configuration: people answer by their login, and run the gateway by the operator’s token', async () => {
  process.env.SALLYPORT_CONFIG = write(folder, `${SMALLEST}data_directory: data\n`)
  const url = 'http://127.0.0.1:7071'
  await expect(wayToPeople(command, 'person')).rejects.toMatchObject({ code: 'ERR_OPERATOR_REQUIRED' })
  await keepLogin(file, url, lasting)
  expect(await wayToPeople(command, 'operator')).toEqual({ url, token: 'mine' })
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'operator-token'), 'operator\n')
  expect(await wayToPeople(command, 'operator')).toEqual({ url, token: 'operator' })
  expect(await wayToPeople(command, 'person')).toEqual({ url, token: 'mine' })
  await keepLogin(file, url, over)
  await expect(wayToPeople(command, 'person')).rejects.toMatchObject({
    code: 'ERR_LOGIN_REQUIRED',
    message: `Your login at ${url} as ada@example.com is over.`,
    fix: 'Run: sallyport login',
  })
  await keepLogin(file, url, null)
  expect(await wayToPeople(command, 'person')).toEqual({ url, token: 'operator' })
}, 60_000)
