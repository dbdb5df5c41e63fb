import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { writeAuthorities } from '../../../src/cli/run/authorities.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-authorities-'))
afterAll(() => rmSync(folder, { recursive: true }))

const certificate = (name: string) => `-----BEGIN ${'CERTIFICATE'}-----\n${name}\n-----END ${'CERTIFICATE'}-----`

test('one file for those that take one, one for those that add; what the job trusts already stays', async () => {
  writeFileSync(join(folder, 'system'), `${certificate('system')}\n`)
  writeFileSync(join(folder, 'extra'), certificate('extra'))
  const environment = { SSL_CERT_FILE: join(folder, 'system'), NODE_EXTRA_CA_CERTS: join(folder, 'extra') }
  const files = await writeAuthorities(folder, [certificate('gate'), certificate('private')], environment)
  const more = ['gate', 'private', 'extra'].map((name) => `${certificate(name)}\n`).join('')
  expect(readFileSync(files.more, 'utf8')).toBe(more)
  expect(readFileSync(files.all, 'utf8')).toBe(`${certificate('system')}\n${more}`)
})

test("without a file that can be read it is the machine's own, or Node's", async () => {
  const files = await writeAuthorities(folder, [certificate('gate')], { SSL_CERT_FILE: join(folder, 'none') })
  const all = readFileSync(files.all, 'utf8')
  expect(all.endsWith(`\n${certificate('gate')}\n`)).toBe(true)
  expect(all.match(/BEGIN/g)!.length).toBeGreaterThan(rootCertificates.length / 2)
})
