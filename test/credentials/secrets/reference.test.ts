import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSecret, trimmed } from '../../../src/credentials/secrets/reference.ts'

const secret = randomUUID()
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-secret-'))
})
afterAll(() => rm(directory, { recursive: true }))

const inFile = async (content: string) => {
  const name = join(directory, 'secret')
  await writeFile(name, content)
  return readSecret({ from: 'file', name }, {})
}
const inEnvironment = (value?: string) =>
  readSecret({ from: 'env', name: 'TOKEN' }, value === undefined ? {} : { TOKEN: value })

test('comes from the environment that was handed over, as it is now', async () => {
  expect(await inEnvironment(secret)).toBe(secret)
})

test('comes from a file, without the one line end that editors leave', async () => {
  expect(await inFile(secret)).toBe(secret)
  expect(await inFile(`${secret}\n`)).toBe(secret)
  expect(await inFile(`${secret}\r\n`)).toBe(secret)
  expect(await inFile(`${secret} \n\n`)).toBe(`${secret} \n`)
})

test('that is missing or empty is named, never shown', async () => {
  await expect(inEnvironment()).rejects.toThrow('env:TOKEN is not set')
  await expect(inEnvironment('')).rejects.toThrow('env:TOKEN is empty')
  await expect(inFile('\n')).rejects.toThrow(`file:${join(directory, 'secret')} is empty`)
  await expect(readSecret({ from: 'file', name: join(directory, 'absent') }, {})).rejects.toThrow('ENOENT')
  expect(() => trimmed({ from: 'command', name: 'pass', arguments: [], seconds: 60 }, '\n')).toThrow(
    'command:pass is empty',
  )
})
