import { mkdtempSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { openAuthority } from '../../src/certificates/open.ts'
import { temporaryFolder } from '../config/files.ts'

const folder = temporaryFolder()

test('the gateway’s own authority, and another where its files are named', async () => {
  const own = await openAuthority(null, folder, Date.now)
  expect(own.certificate).toBe(readFileSync(join(folder, 'ca.pem'), 'utf8'))
  const elsewhere = mkdtempSync(join(folder, 'supplied-'))
  const files = { cert: join(elsewhere, 'their.pem'), key: join(elsewhere, 'their-key.pem') }
  renameSync(join(folder, 'ca.pem'), files.cert)
  renameSync(join(folder, 'ca-key.pem'), files.key)
  expect((await openAuthority(files, folder, Date.now)).certificate).toBe(own.certificate)
})
