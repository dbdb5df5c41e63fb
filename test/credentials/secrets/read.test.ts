import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecretReader } from '../../../src/credentials/secrets/read.ts'
import type { Vault } from '../../../src/credentials/vault/client.ts'
import { fault, MISCONFIGURED, surroundings } from '../surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-read-'))
afterAll(() => rmSync(folder, { recursive: true }))

const inVault = { from: 'vault', name: 'kv/ci#token', mount: 'kv', path: 'ci', field: 'token' } as const

function reader(vault: Vault | null = null, environment: NodeJS.ProcessEnv = {}, ...hidden: string[]) {
  const around = surroundings(environment, vault)
  return { ...around, read: createSecretReader({ ...around, environment, hidden: new Set(hidden) }) }
}

test('a variable, a file and a program, each known from then on', async () => {
  const file = join(folder, 'token')
  writeFileSync(file, 'in-file\n')
  const { read, known } = reader(null, { TOKEN: 'in-environment' })
  expect(await read({ from: 'env', name: 'TOKEN' })).toBe('in-environment')
  expect(await read({ from: 'file', name: file })).toBe('in-file')
  expect(await read({ from: 'command', name: '/bin/echo', arguments: ['printed'], seconds: 60 })).toBe('printed')
  expect(known.values()).toEqual(['in-environment', 'in-file', 'printed'])
})

test('a program is run once for as long as it was said to be good, and never told our own secrets', async () => {
  const program = join(folder, 'print')
  const runs = join(folder, 'runs')
  writeFileSync(program, `#!/bin/sh\necho run >> ${runs}\necho "of $KEY-$REGION"\n`)
  chmodSync(program, 0o700)
  const { read, clock } = reader(null, { KEY: 'ours', REGION: 'eu', PATH: process.env.PATH }, 'KEY')
  const reference = { from: 'command', name: program, arguments: [], seconds: 100 } as const
  const all = await Promise.all(Array.from({ length: 200 }, () => read(reference)))
  expect(new Set(all)).toEqual(new Set(['of -eu']))
  clock.now += 49_999
  await read(reference)
  expect(readFileSync(runs, 'utf8')).toBe('run\n')
  clock.now += 26_000
  await read(reference)
  expect(readFileSync(runs, 'utf8')).toBe('run\nrun\n')
})

test('a field in Vault is read once for a minute', async () => {
  const asked: string[] = []
  const vault: Vault = {
    async ask(_method, path) {
      asked.push(path)
      const lease = { id: '', renewable: false, expiresAt: Number.NaN, accessor: 'a' }
      return { data: { data: { token: `value-${asked.length}` } }, lease }
    },
    renew: async () => null,
    revoke: async () => {},
    whoAmI: async () => '',
    close: async () => {},
  }
  const { read, clock, known } = reader(vault)
  expect([await read(inVault), await read(inVault)]).toEqual(['value-1', 'value-1'])
  clock.now += 45_000
  expect(await read(inVault)).toBe('value-2')
  expect(asked).toEqual(['kv/data/ci', 'kv/data/ci'])
  expect(known.values()).toEqual(['value-1', 'value-2'])
})

test('without a Vault nothing is read from it', async () => {
  await expect(reader().read(inVault)).rejects.toEqual(fault(MISCONFIGURED, 'no Vault is configured'))
})
