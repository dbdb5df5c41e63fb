import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { unprivilegedAccount } from '../../src/store/account.ts'

const isRoot = process.getuid?.() === 0
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
  expect(await unprivilegedAccount(base, join(base, 'data'))).toBeNull()
})

test('root hands the server to an account that is not root', async () => {
  as(0)
  const account = await unprivilegedAccount(base, join(base, 'not', 'yet', 'there'))
  expect(account).toEqual({ uid: expect.any(Number), gid: expect.any(Number) })
  expect(account!.uid).toBeGreaterThan(0)
})

test('a directory that the account could not enter is named', async () => {
  as(0)
  const closed = join(base, 'closed')
  await mkdir(closed, { mode: 0o700 })
  const message = expect.stringContaining(`can't enter ${closed}`) as unknown as string
  await expect(unprivilegedAccount(base, join(closed, 'data'))).rejects.toMatchObject({ code: 'ERR_CONFIG', message })
  await expect(unprivilegedAccount(join(closed, 'bin'), join(base, 'data'))).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message,
  })
})

// Only root can give a directory away.
const asRoot = isRoot ? test : test.skip
asRoot("a closed directory of the account's own is no obstacle", async () => {
  const own = join(base, 'own')
  await mkdir(own, { mode: 0o700 })
  const account = (await unprivilegedAccount(base, join(base, 'data')))!
  await chown(own, account.uid, account.gid)
  expect(await unprivilegedAccount(base, join(own, 'data'))).toEqual(account)
})
