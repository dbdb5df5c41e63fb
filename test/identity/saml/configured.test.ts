import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificateFault, openProvider } from '../../../src/identity/saml/configured.ts'
import { temporaryFolder } from '../../config/files.ts'
import { providerKey } from './provider.ts'

const folder = temporaryFolder()
const said = { name: 'idp', entityId: 'https://idp.test', audience: 'gate', run: ['run_id'] }
const endpoint = () => 'https://gate.test/oauth/token'

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('a provider has the keys of its certificates', async () => {
  const keys = await Promise.all([providerKey(), providerKey()])
  const certificates = keys.map(({ certificate }, index) => file(`${index}.pem`, certificate))
  const provider = await openProvider({ ...said, certificates, recipient: null }, endpoint)
  expect(provider).toMatchObject(said)
  expect(await certificateFault(certificates[0]!)).toBeNull()
  expect(provider.recipient()).toBe('https://gate.test/oauth/token')
  expect(provider.keys.map((key, index) => key.equals(keys[index]!.publicKey))).toEqual([true, true])
})

test('a recipient that is said goes before the gateway’s own', async () => {
  const provider = await openProvider({ ...said, certificates: [], recipient: 'https://public.test/token' }, endpoint)
  expect(provider.recipient()).toBe('https://public.test/token')
})

test('what is no certificate, or a weak one, is refused by name', async () => {
  const weak = file('weak.pem', (await providerKey(1024)).certificate)
  for (const path of [file('text.pem', 'hello'), weak, join(folder, 'absent.pem')]) {
    await expect(openProvider({ ...said, certificates: [path], recipient: null }, endpoint)).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: `${path} is no certificate that SAML assertions can be verified by.`,
    })
    expect(await certificateFault(path)).toBe(
      `names the file ${path}, which is no certificate of an RSA key of 2048 bits or more`,
    )
  }
})
