import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientCertificate, clientCertificateFault } from '../../src/credentials/client-certificate.ts'
import { temporaryFolder } from '../config/files.ts'
import { certified } from './certified.ts'
import { fault, MISCONFIGURED, surroundings, USELESS } from './surroundings.ts'

const folder = temporaryFolder()
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
function write(cert: string, key: string): void {
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key)
}

test('a certificate and its key, as they are now', async () => {
  const [first, second] = await Promise.all([certified('one'), certified('two')])
  const trimmed = ({ certificate, key }: typeof first) => ({
    cert: certificate.replace(/\n$/, ''),
    key: key.replace(/\n$/, ''),
  })
  const open = clientCertificate(files, surroundings())
  write(first.certificate, first.key)
  const opened = await open()
  expect(opened).toEqual(trimmed(first))
  expect(await open()).toBe(opened)
  write(second.certificate, second.key)
  expect(await open()).toEqual(trimmed(second))
})

test('one that has ended, that has another’s key, or that is none is refused', async () => {
  const [ended, other] = await Promise.all([certified('one', new Date('2021-01-01T00:00:00Z')), certified('two')])
  const broken = async (cert: string, key: string) => {
    write(cert, key)
    await expect(clientCertificate(files, surroundings())()).rejects.toEqual(expected)
    return clientCertificateFault(files, Date.now())
  }
  let expected = fault(USELESS, 'the client certificate ended 2021-01-01T00:00:00.000Z')
  const at = `names the file ${files.cert}, which doesn't do: `
  expect(await broken(ended.certificate, ended.key)).toBe(`${at}the client certificate ended 2021-01-01T00:00:00.000Z`)
  expected = fault(MISCONFIGURED, "the client certificate and its key don't belong together")
  expect(await broken(ended.certificate, other.key)).toBe(
    `${at}the client certificate and its key don't belong together`,
  )
  expected = fault(MISCONFIGURED, "the client certificate and its key can't be read as PEM")
  expect(await broken('hunter2', 'hunter2')).toBe(`${at}the client certificate and its key can't be read as PEM`)
  write(other.certificate, other.key)
  expect(await clientCertificateFault(files, Date.now())).toBeNull()
})
