import { randomBytes } from 'node:crypto'
import { EncryptJWT } from 'jose'
import { sealRefreshToken, unsealRefreshToken } from '../../../src/identity/people/refresh-token.ts'

const key = randomBytes(32)

test('a refresh token comes back as it was; what is kept tells nothing, and is never twice the same', async () => {
  const [one, two] = [await sealRefreshToken('the-token', key), await sealRefreshToken('the-token', key)]
  expect([await unsealRefreshToken(one, key), await unsealRefreshToken(two, Buffer.from(key))]).toEqual([
    'the-token',
    'the-token',
  ])
  expect(one).not.toBe(two)
  expect(one).not.toContain(Buffer.from('the-token').toString('base64url').slice(0, 10))
})

test('by another key, changed, of another kind, or of another content', async () => {
  const sealed = await sealRefreshToken('the-token', key)
  const [head, , iv, text, tag] = sealed.split('.') as [string, string, string, string, string]
  const changed = [head, '', iv, `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`, tag].join('.')
  const other = await new EncryptJWT({ state: 's' }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key)
  const ciphered = await new EncryptJWT({ refreshToken: 't' })
    .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256' })
    .encrypt(key)
  const wrapped = await new EncryptJWT({ refreshToken: 't' })
    .setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM' })
    .encrypt(key)
  await expect(unsealRefreshToken(sealed, randomBytes(32))).rejects.toThrow()
  for (const value of [changed, other, ciphered, wrapped, ''])
    await expect(unsealRefreshToken(value, key)).rejects.toThrow()
})
