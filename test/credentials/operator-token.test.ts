import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operatorToken } from '../../src/credentials/operator-token.ts'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-operator-'))
  file = join(directory, 'operator-token')
})
afterEach(() => rm(directory, { recursive: true }))

test('made at the first start, for its owner alone, and kept', async () => {
  const token = await operatorToken(file)
  expect(token).toMatch(/^sallyport_operator_[\w-]{43}$/)
  expect(await readFile(file, 'utf8')).toBe(`${token}\n`)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await operatorToken(file)).toBe(token)
})

test('one token, however many gateways start at once, and no draft is left', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, () => operatorToken(file)))
  expect(new Set(tokens).size).toBe(1)
  expect(await readdir(directory)).toEqual(['operator-token'])
})

test('refused where others may read it', async () => {
  await operatorToken(file)
  await chmod(file, 0o640)
  await expect(operatorToken(file)).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: `Others than its owner may read ${file}.`,
  })
})
