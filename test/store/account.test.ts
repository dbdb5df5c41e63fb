import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { mayReach, unprivilegedAccount } from '../../src/store/account.ts'

const as = (uid: number) => jest.spyOn(process as { getuid: () => number }, 'getuid').mockReturnValue(uid)
let base: string

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sallyport-account-'))
  await chmod(base, 0o755)
})
afterEach(async () => {
  jest.restoreAllMocks()
  await rm(base, { recursive: true })
})

test('an ordinary user runs the server itself', async () => {
  as(1000)
  expect(await unprivilegedAccount()).toBeNull()
})

test('root hands the server to an account that is not root', async () => {
  as(0)
  const account = await unprivilegedAccount()
  expect(account).toEqual({ uid: expect.any(Number), gid: expect.any(Number) })
  expect(account!.uid).toBeGreaterThan(0)
})

test('an account may reach what lies below open directories, there already or not', async () => {
  const account = { uid: 65_534, gid: 65_534 }
  expect(await mayReach(account, join(base, 'not', 'yet', 'there'))).toBe(true)
  const closed = join(base, 'closed')
  await mkdir(closed, { mode: 0o700 })
  expect(await mayReach(account, join(closed, 'data'))).toBe(false)
  // A closed directory of the account's own is no obstacle.
  const { uid, gid } = await stat(closed)
  expect(await mayReach({ uid, gid }, join(closed, 'data'))).toBe(true)
})
