import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { ownSigningKey, readSigningKey } from '../../src/journal/signing-key.ts'
import { temporaryFolder } from '../config/files.ts'

const folder = temporaryFolder()

test('a key in PEM, its public half named by its thumbprint', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { jwk } = await readSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const { kid, alg, use, ...rest } = jwk
  expect(rest).toEqual(publicKey.export({ format: 'jwk' }))
  expect([kid, alg, use]).toEqual([await calculateJwkThumbprint(rest), 'EdDSA', 'sig'])
  expect(jwk).not.toHaveProperty('d')
})

test('another kind of key, or none, is refused', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pems = [
    privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicKey.export({ type: 'spki', format: 'pem' }),
    '',
  ]
  for (const pem of pems) await expect(readSigningKey(pem.toString())).rejects.toMatchObject({ code: 'ERR_CONFIG' })
})

test('it is made once, for its owner alone, however many start at the same time', async () => {
  const file = join(folder, 'journal-key.pem')
  const keys = await Promise.all(Array.from({ length: 10 }, () => ownSigningKey(file)))
  expect(new Set(keys.map(({ jwk }) => jwk.kid)).size).toBe(1)
  expect(createPublicKey(keys[0]!.privateKey).asymmetricKeyType).toBe('ed25519')
  expect([(await stat(file)).mode & 0o777, await readdir(folder)]).toEqual([0o600, ['journal-key.pem']])
  await chmod(file, 0o640)
  await expect(ownSigningKey(file)).rejects.toMatchObject({
    ...{ code: 'ERR_CONFIG', message: `Others than its owner may read ${file}.` },
  })
})
