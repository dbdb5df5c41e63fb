import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readVerificationKeys } from '../../../src/journal/verify/keys.ts'
import { newKey } from './journals.ts'

test('PEM, a JWK and a JWK Set', async () => {
  const [one, two, three] = [await newKey(), await newKey(), await newKey()]
  const pem = createPublicKey(one.privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const keys = await readVerificationKeys([
    { name: 'one.pem', text: pem },
    { name: 'two.json', text: JSON.stringify(two.jwk) },
    { name: 'all.json', text: ` ${JSON.stringify({ keys: [two.jwk, three.jwk] })}` },
  ])
  expect([...keys.keys()]).toEqual([one, two, three].map(({ jwk }) => jwk.kid))
})

test('what is none is refused by its name', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' })
  for (const text of ['', 'PEM', '{', '{"keys": [{}]}', rsa.toString()]) {
    await expect(readVerificationKeys([{ name: 'this.pem', text }])).rejects.toMatchObject({
      code: 'ERR_REQUEST',
      message: 'this.pem holds no Ed25519 key: neither PEM, nor a JWK, nor a JWK Set.',
    })
  }
})
