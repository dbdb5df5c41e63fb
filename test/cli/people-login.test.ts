import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { keepLogin, loginsFile, readLogins } from '../../src/cli/people-login.ts'
import { temporaryFolder } from '../config/files.ts'

const folder = temporaryFolder()
const ada = { token: 'a', name: 'ada@example.com', expiresAt: 1 }
const bob = { token: 'b', name: 'bob@example.com', expiresAt: 2 }

test('where XDG says, or below the home', () => {
  expect(loginsFile({ XDG_CONFIG_HOME: '/c' })).toBe('/c/sallyport/logins.json')
  for (const home of [undefined, '', 'relative'])
    expect(loginsFile({ XDG_CONFIG_HOME: home })).toBe(join(homedir(), '.config/sallyport/logins.json'))
})

test('kept for this user alone, the newest last, until they are forgotten', async () => {
  const file = join(folder, 'new', 'sallyport', 'logins.json')
  expect(await readLogins(file)).toEqual(new Map())
  await keepLogin(file, 'https://one.test', ada)
  await keepLogin(file, 'https://two.test', bob)
  await keepLogin(file, 'https://one.test', bob)
  expect([...(await readLogins(file))]).toEqual([
    ['https://two.test', bob],
    ['https://one.test', bob],
  ])
  expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700])
  expect(readdirSync(join(file, '..'))).toEqual(['logins.json'])
  await keepLogin(file, 'https://two.test', null)
  expect([...(await readLogins(file)).keys()]).toEqual(['https://one.test'])
})

test('a file that others may read, or that is none of ours, is refused', async () => {
  const file = join(folder, 'logins.json')
  for (const [text, mode] of [
    ['{}', 0o640],
    ['{', 0o600],
    ['{"https://one.test":{"token":1}}', 0o600],
  ] as const) {
    writeFileSync(file, text)
    chmodSync(file, mode)
    await expect(readLogins(file)).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      fix: 'Delete it, and run: sallyport login',
    })
  }
})
