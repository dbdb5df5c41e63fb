import { randomBytes } from 'node:crypto'
import { EncryptJWT } from 'jose'
import { PENDING_SECONDS, type Pending, seal, unseal } from '../../../src/identity/people/pending.ts'
import { NOON } from '../../support/rows.ts'

const key = randomBytes(32)
const pending: Pending = { state: 's', nonce: 'n', verifier: 'v', to: '/approvals/a-1', within: 60 }
const refused = { code: 'ERR_LOGIN_FAILED' }

test('what a browser keeps comes back as it was, on any replica that has the key, and tells the browser nothing', async () => {
  const sealed = await seal(pending, key, NOON)
  expect(await unseal(sealed, Buffer.from(key), NOON)).toEqual(pending)
  expect(sealed).not.toContain(Buffer.from(JSON.stringify(pending)).toString('base64url').slice(4, 40))
})

test('nothing, too old, by another key, or changed', async () => {
  const sealed = await seal(pending, key, NOON)
  const [head, , iv, text, tag] = sealed.split('.') as [string, string, string, string, string]
  const changed = [head, '', iv, `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`, tag].join('.')
  await expect(unseal(null, key, NOON)).rejects.toMatchObject(refused)
  await expect(unseal('', key, NOON)).rejects.toMatchObject(refused)
  await expect(unseal(sealed, key, NOON + PENDING_SECONDS * 1000)).rejects.toMatchObject(refused)
  await expect(unseal(sealed, randomBytes(32), NOON)).rejects.toMatchObject(refused)
  await expect(unseal(changed, key, NOON)).rejects.toMatchObject(refused)
})

test('one without an end, or sealed in another way', async () => {
  const by = (alg: string, enc: string) => new EncryptJWT({ ...pending }).setProtectedHeader({ alg, enc })
  await expect(unseal(await by('dir', 'A256GCM').encrypt(key), key, NOON)).rejects.toMatchObject(refused)
  const wrapped = await by('A256KW', 'A256GCM').setExpirationTime(NOON).encrypt(key)
  await expect(unseal(wrapped, key, NOON)).rejects.toMatchObject(refused)
})
