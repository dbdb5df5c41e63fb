import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ownAuthority } from '../../src/certificates/files.ts'
import { issuerOf } from '../../src/certificates/issue.ts'
import { temporaryFolder } from '../config/files.ts'

const folder = temporaryFolder()
const fresh = () => mkdtempSync(join(folder, 'ca-'))
const read = ({ cert, key }: { cert: string; key: string }) => [readFileSync(cert, 'utf8'), readFileSync(key, 'utf8')]

test('made once, the key for its owner alone, and nothing beside them', async () => {
  const directory = fresh()
  const files = await ownAuthority(directory, Date.now())
  const made = read(files)
  expect([statSync(files.key).mode & 0o777, readdirSync(directory).sort()]).toEqual([0o600, ['ca-key.pem', 'ca.pem']])
  expect(read(await ownAuthority(directory, Date.now()))).toEqual(made)
})

test('gateways that start at the same time agree on one pair that belongs together', async () => {
  const directory = fresh()
  const starts = await Promise.all(Array.from({ length: 8 }, () => ownAuthority(directory, Date.now())))
  const [cert, key] = read(starts[0]!)
  await expect(issuerOf(cert!, key!)).resolves.toBeDefined()
  expect(readdirSync(directory).sort()).toEqual(['ca-key.pem', 'ca.pem'])
})

test('a certificate that a crash kept from being written is made of the key that is there', async () => {
  const directory = fresh()
  const files = await ownAuthority(directory, Date.now())
  const [, key] = read(files)
  rmSync(files.cert)
  await ownAuthority(directory, Date.now())
  const [cert, same] = read(files)
  expect(same).toBe(key)
  await expect(issuerOf(cert!, key!)).resolves.toBeDefined()
})

test('a key that others may read is a reason not to start', async () => {
  const directory = fresh()
  const { key } = await ownAuthority(directory, Date.now())
  chmodSync(key, 0o640)
  await expect(ownAuthority(directory, Date.now())).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: `Others than its owner may read ${key}.`,
  })
})
