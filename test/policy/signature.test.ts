import { createHash } from 'node:crypto'
import type { Files } from '../../src/policy/bundle.ts'
import { type Verification, verify } from '../../src/policy/signature.ts'
import { refusalOf } from './refusal.ts'
import { claimsOf, type Keys, makeKeys, NOW, signedBy, tokenOf, verificationBy } from './signing.ts'

const files: Files = new Map([
  ['policy.wasm', Buffer.from([0, 1, 2, 255])],
  ['rules/main.rego', Buffer.from('package sallyport\n')],
  ['data.json', Buffer.from('{"a":1.0}')],
])
const keys = makeKeys('ES256')
const secret = makeKeys('HS512')

const why = (offered: Files, verification: Verification | null = verificationBy(keys)) =>
  refusalOf(offered, verification)

const signed = async (claims: unknown = claimsOf(files), by = keys, header: object = {}, all: Files = files) =>
  signedBy(all, await tokenOf(claims, by, header))

const without = (name: string) => new Map([...files].filter(([other]) => other !== name))

test.each(['RS256', 'PS384', 'ES256', 'ES512', 'HS256', 'HS512', 'EdDSA'])(
  'what %s signed holds',
  async (algorithm) => {
    const by = makeKeys(algorithm)
    const offered = await signed(claimsOf(files), by)
    expect(await why(offered, verificationBy(by))).toBeNull()
    expect(await why(offered, verificationBy(makeKeys(algorithm)))).toBe(
      'it was signed by another key than that of policy.verification, or its signature was changed.',
    )
  },
)

test.each([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-224', 'sha224'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
  ['SHA-512-224', 'sha512-224'],
  ['SHA-512-256', 'sha512-256'],
])('files may be hashed by %s', async (algorithm, name) => {
  const listed = [...files].map(([name_, content]) => ({
    name: name_,
    hash: createHash(name).update(content).digest('hex'),
    algorithm,
  }))
  expect(await why(await signed({ files: listed }))).toBeNull()
})

test('JSON that OPA reads counts for what it means, and everything else for its bytes', async () => {
  const offered = await signed()
  expect(await why(new Map(offered).set('data.json', Buffer.from(' { "a" : 1.0 }\n')))).toBeNull()
  expect(await why(new Map(offered).set('data.json', Buffer.from('{"a":1}')))).toBe(
    '"data.json" is not what was signed.',
  )
  expect(await why(new Map(offered).set('rules/main.rego', Buffer.from('package sallyport')))).toBe(
    '"rules/main.rego" is not what was signed.',
  )
  expect(await why(new Map(offered).set('data.json', Buffer.from([0x22, 0xff, 0x22])))).toMatch(
    /^"data\.json" can't be hashed: /,
  )
})

test('nothing to verify: what is unsigned passes, what is signed asks for a key', async () => {
  expect(await why(files, null)).toBeNull()
  expect(await why(await signed(), null)).toBe('it is signed, and nothing says by which key.')
})

test('a key’s name and a scope, where the configuration has them, are those of the signature', async () => {
  const named = verificationBy(keys, { keyId: 'one', scope: 'read' })
  expect(await why(await signed(claimsOf(files, { scope: 'read' }), keys, { kid: 'one' }), named)).toBeNull()
  expect(await why(await signed(claimsOf(files, { scope: 'read', keyid: 'one' })), named)).toBeNull()
  expect(await why(await signed(claimsOf(files), keys, { kid: 'any' }))).toBeNull()
})

test.each<[string, string, object, object, Partial<Verification>]>([
  ['no key’s name', 'its signature names no key, not "one".', {}, {}, { keyId: 'one' }],
  ['another key’s name', 'its signature names the key "two", not "one".', {}, { kid: 'two' }, { keyId: 'one' }],
  [
    'a name in the header that goes before the claim',
    'its signature names the key "two", not "one".',
    { keyid: 'one' },
    { kid: 'two' },
    { keyId: 'one' },
  ],
  [
    'another scope',
    'its signature is for the scope "read", and policy.verification wants "write".',
    { scope: 'read' },
    {},
    { scope: 'write' },
  ],
  ['no scope', 'its signature is for no scope, and policy.verification wants "write".', {}, {}, { scope: 'write' }],
  [
    'a scope that nobody asks for',
    'its signature is for the scope "read", and policy.verification names none.',
    { scope: 'read' },
    {},
    {},
  ],
  ['an end that has come', 'its signature expired at 2040-01-02T12:00:00.000Z.', { exp: NOW / 1000 }, {}, {}],
  [
    'a beginning to come',
    "its signature isn't valid before 2040-01-02T12:00:01.000Z.",
    { nbf: NOW / 1000 + 1 },
    {},
    {},
  ],
  ['an end that is no time', 'its signature names a time that is none: "never".', { exp: 'never' }, {}, {}],
  ['an end that no clock shows', 'its signature names a time that is none: 1e+300.', { exp: 1e300 }, {}, {}],
  [
    'a critical header',
    `its signature has headers that must be understood, and aren't: ["odd"].`,
    {},
    { crit: ['odd'], odd: 1 },
    {},
  ],
])('a signature with %s is refused', async (_what, words, claims, header, changes) => {
  expect(await why(await signed(claimsOf(files, claims), keys, header), verificationBy(keys, changes))).toBe(words)
})

test('a signature holds up to its end, and from its beginning on', async () => {
  expect(await why(await signed(claimsOf(files, { exp: NOW / 1000 + 0.001, nbf: NOW / 1000 })))).toBeNull()
})

const entry = { name: 'a', hash: 'aa', algorithm: 'SHA-256' }
test.each<[string, string, object]>([
  ['no files', 'its signature lists no files.', { files: undefined }],
  ['files that are no list', 'its signature lists no files.', { files: {} }],
  ['an entry that is none', "its signature's list of files can't be read.", { files: [null] }],
  ['an entry without a hash', "its signature's list of files can't be read.", { files: [{ ...entry, hash: 1 }] }],
  ['a file that is missing', '"a" was signed, and is missing.', { files: [entry] }],
  [
    'a hash function that is none',
    '"data.json" is hashed by "SHA-3", which isn\'t known.',
    { files: [{ ...entry, name: 'data.json', algorithm: 'SHA-3' }] },
  ],
  [
    'itself among them',
    'its signature lists ".signatures.json" twice, or lists itself.',
    { files: [{ ...entry, name: '.signatures.json' }] },
  ],
])('a signature over %s is refused', async (_what, words, claims) => {
  expect(await why(await signed(claims))).toBe(words)
})

test('a signature covers every file, each once', async () => {
  const token = await tokenOf(claimsOf(files), keys)
  expect(await why(signedBy(new Map(files).set('more.rego', Buffer.from('')), token))).toBe(
    '"more.rego" is not covered by its signature.',
  )
  expect(await why(signedBy(without('policy.wasm'), token))).toBe('"policy.wasm" was signed, and is missing.')
  const { files: listed } = claimsOf(files) as { files: object[] }
  expect(await why(await signed({ files: [...listed, ...listed] }))).toBe(
    'its signature lists "policy.wasm" twice, or lists itself.',
  )
})

test('the configuration says by which algorithm, never the token', async () => {
  expect(await why(await signed(claimsOf(files), secret))).toBe('it is signed by "HS512", not by "ES256".')
  // The public key, which anybody may have, as the secret of an HMAC.
  const forged = { ...secret, algorithm: 'HS256', signing: keys.verifying }
  expect(await why(await signed(claimsOf(files), forged))).toBe('it is signed by "HS256", not by "ES256".')
  expect(
    await why(await signed(claimsOf(files), forged), verificationBy({ ...forged, verifying: keys.verifying })),
  ).toBe('the key of policy.verification is none for HS256: it is a PEM file, which is no shared secret.')
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claimsOf(files))).toString('base64url')}.`
  expect(await why(signedBy(files, none))).toBe('it is signed by "none", not by "ES256".')
})

test('a key that is none for the algorithm is told of', async () => {
  expect(await why(await signed(), verificationBy({ ...keys, verifying: 'text' }))).toMatch(
    /^the key of policy\.verification is none for ES256: /,
  )
  const other: Keys = { ...makeKeys('RS256'), algorithm: 'ES256' }
  expect(await why(await signed(), verificationBy(other))).toMatch(/^its signature can't be verified: /)
})

test('a changed signature is refused', async () => {
  const [header, , signature] = (await tokenOf(claimsOf(files), keys)).split('.')
  const claims = Buffer.from(JSON.stringify(claimsOf(files, { scope: 'x' }))).toString('base64url')
  expect(await why(signedBy(files, `${header}.${claims}.${signature}`))).toBe(
    'it was signed by another key than that of policy.verification, or its signature was changed.',
  )
})

test.each<[string, string, string]>([
  ['nothing', 'null', 'its .signatures.json holds no object.'],
  ['no JSON', '{', 'its .signatures.json holds no object.'],
  ['no signature', '{"signatures":[]}', 'it is not signed, for its .signatures.json holds no signature.'],
  ['something else', '{}', 'it is not signed, for its .signatures.json holds no signature.'],
  ['two signatures', '{"signatures":["a","b"]}', 'it has 2 signatures, and exactly one is taken.'],
  ['a signature that is no text', '{"signatures":[1]}', 'what its .signatures.json holds is no signature.'],
  ['a signature that is none', '{"signatures":["a.b"]}', 'what it is signed by is no JSON Web Signature.'],
  [
    'the name of another verifier',
    '{"signatures":["a"],"plugin":"mine"}',
    'it asks for the verifier "mine", which isn\'t here.',
  ],
])('a .signatures.json with %s is refused', async (_what, content, words) => {
  expect(await why(new Map(files).set('.signatures.json', Buffer.from(content)))).toBe(words)
})

test('a bundle that is not signed is refused, with what would sign it', async () => {
  expect(await why(files)).toBe('it is not signed, for it has no .signatures.json.')
  await expect(verify(files, verificationBy(keys))).rejects.toMatchObject({
    fix: expect.stringMatching(/^Sign it with: opa build --signing-key/),
  })
  expect(
    await why(await signed(claimsOf(new Map()), keys, {}, new Map([['signatures.json', Buffer.from('{}')]]))),
  ).toBe('"signatures.json" is not covered by its signature.')
})
