import type { GatewayError } from '../../../src/core/errors.ts'
import type { VerifiedToken } from '../../../src/identity/issuers.ts'
import { generic } from '../../../src/identity/presets/generic.ts'
import { createAssertionVerifier } from '../../../src/identity/saml/assertions.ts'
import { NOON } from '../../support/rows.ts'
import {
  AUDIENCE,
  assertionOf,
  attribute,
  ENTITY,
  encoded,
  type ProviderKey,
  providerKey,
  RECIPIENT,
  type SigningOptions,
  sign,
} from './provider.ts'

let key: ProviderKey
let next: ProviderKey
let verify: (assertion: string) => Promise<VerifiedToken>

beforeAll(async () => {
  ;[key, next] = await Promise.all([providerKey(), providerKey()])
})
beforeEach(() => {
  const provider = { name: 'idp', entityId: ENTITY, audience: AUDIENCE, recipient: () => RECIPIENT, run: ['run_id'] }
  verify = createAssertionVerifier([{ ...provider, keys: [key.publicKey, next.publicKey] }], () => NOON)
})

const outcome = (xml: string) =>
  verify(encoded(xml)).then(
    ({ claims }) => `verified ${claims.sub}`,
    ({ code, message }: GatewayError) => `${code} ${message}`,
  )
const codeOf = async (xml: string) => (await outcome(xml)).split(' ')[0]
const signed = (parts: Parameters<typeof assertionOf>[0] = {}, options: SigningOptions = {}) =>
  sign(assertionOf(parts), key, options)

test('a signed assertion gives its subject and its attributes, and serves once by its ID', async () => {
  const statements = `<saml:AttributeStatement>${attribute('repository', 'acme/shop')}${attribute('run_id', '7')}${attribute('groups', 'a', 'b')}</saml:AttributeStatement>`
  expect(await verify(encoded(signed({ statements })))).toEqual({
    issuer: { name: 'idp', run: ['run_id'], preset: generic },
    claims: {
      ...{ iss: ENTITY, sub: 'pipeline-7', exp: (NOON + 300_000) / 1000 },
      ...{ repository: 'acme/shop', run_id: '7', groups: ['a', 'b'] },
    },
    once: `${ENTITY}\n_a1`,
    sessionEnd: null,
  })
})

test('any of the certificates will do, while the provider changes them', async () => {
  expect(await codeOf(sign(assertionOf(), next))).toBe('verified')
  const stranger = await providerKey()
  expect(await codeOf(sign(assertionOf(), stranger))).toBe('ERR_TOKEN_SIGNATURE')
})

test('whatever certificate the assertion brings along is not looked at', async () => {
  const stranger = await providerKey()
  const own = sign(assertionOf(), stranger, { certificate: stranger.certificate })
  expect(own).toContain('X509Certificate')
  expect(await codeOf(own)).toBe('ERR_TOKEN_SIGNATURE')
  expect(await codeOf(signed({}, { certificate: stranger.certificate }))).toBe('verified')
})

test.each<[string, SigningOptions]>([
  ['RSA with SHA-512', { signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' }],
  ['RSA-PSS with SHA-256', { signatureAlgorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' }],
  ['a digest by SHA-512', { digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512' }],
])('%s is taken', async (_what, options) => {
  expect(await codeOf(signed({}, options))).toBe('verified')
})

const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
test.each<[string, SigningOptions, string]>([
  ['RSA with SHA-1', { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }, 'SignatureMethod'],
  ['a digest by SHA-1', { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }, 'DigestMethod'],
  ['inclusive canonicalization', { canonicalizationAlgorithm: INCLUSIVE }, 'CanonicalizationMethod'],
  ['comments that count', { canonicalizationAlgorithm: `${EXCLUSIVE}WithComments` }, 'CanonicalizationMethod'],
  ['inclusive transforms', { transforms: [ENVELOPED, INCLUSIVE] }, 'Transform'],
  ['transforms the other way round', { transforms: [EXCLUSIVE, ENVELOPED] }, 'Transform'],
  ['one transform', { transforms: [ENVELOPED] }, 'Transforms has another form'],
  ['three transforms', { transforms: [ENVELOPED, EXCLUSIVE, EXCLUSIVE] }, 'Transforms has another form'],
  ['a reference to the whole document', { emptyUri: true }, 'refers to something else'],
  ['a signature of a part', { xpath: "//*[local-name(.)='Subject']" }, 'refers to something else'],
])('%s is not', async (_what, options, why) => {
  const refused = await outcome(signed({}, options))
  expect(refused).toContain('ERR_TOKEN_ALGORITHM The SAML assertion is not signed as it must be: ')
  expect(refused).toContain(why)
})

test('a shared secret is no signature', async () => {
  const hmac = signed().replace(/xmldsig-more#rsa-sha256/, '2000/09/xmldsig#hmac-sha1')
  expect(await codeOf(hmac)).toBe('ERR_TOKEN_ALGORITHM')
})

test('an assertion without a signature, and one that was changed after it was signed', async () => {
  expect(await outcome(assertionOf())).toBe(
    'ERR_TOKEN_ALGORITHM The SAML assertion is not signed as it must be: it must hold one signature, its own.',
  )
  expect(await codeOf(signed().replace('acme/shop', 'evil/shop'))).toBe('ERR_TOKEN_SIGNATURE')
  expect(await codeOf(signed().replace('Version="2.0"', 'Version="2.0" Extra="1"'))).toBe('ERR_TOKEN_SIGNATURE')
  expect(await codeOf(signed().replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAAA'))).toBe('ERR_TOKEN_SIGNATURE')
  expect(await codeOf(signed().replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>AAAA'))).toBe(
    'ERR_TOKEN_SIGNATURE',
  )
})

/**
 * Signature wrapping (Somorovsky, Mayer, Schwenk, Kampmann, Jensen: "On Breaking SAML: Be Whoever You Want to Be", 2012):
 * somebody else's assertion around, before, after or inside one that is genuinely signed.
 */
describe('signature wrapping', () => {
  const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s
  const evil = (id = '_evil') => assertionOf({ id, nameId: '<saml:NameID>root</saml:NameID>' })
  const original = () => signed()
  const signature = () => SIGNATURE.exec(original())![0]
  const bare = () => original().replace(SIGNATURE, '')
  const afterIssuer = (assertion: string, what: string) => assertion.replace('</saml:Issuer>', `</saml:Issuer>${what}`)
  const atEnd = (assertion: string, what: string) => assertion.replace('</saml:Assertion>', `${what}</saml:Assertion>`)
  const inSignature = (what: string) => signature().replace('</ds:Signature>', `${what}</ds:Signature>`)
  const response = (inside: string, id = '_r1') =>
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="2040-01-02T12:00:00Z"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY}</saml:Issuer>${inside}</samlp:Response>`
  const extensions = (inside: string) =>
    `<samlp:Extensions xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${inside}</samlp:Extensions>`
  const object = (inside: string) => `<ds:Object>${inside}</ds:Object>`
  const advice = (inside: string) => `<saml:Advice>${inside}</saml:Advice>`
  const signedResponse = () => sign(response(bare()), key)

  const inResponses: [string, () => string][] = [
    ['XSW1: a response around the signed response', () => response(inSignature(signedResponse()) + evil(), '_r2')],
    ['XSW2: the signed response before the signature', () => response(signedResponse() + signature() + evil(), '_r2')],
    ['XSW3: before the signed assertion', () => response(evil() + original())],
    ['XSW4: around the signed assertion', () => response(atEnd(evil(), original()))],
    ['XSW5: the signature moved', () => response(afterIssuer(evil(), signature()) + bare())],
    ['XSW6: the signature moved, the assertion in it', () => response(afterIssuer(evil(), inSignature(bare())))],
    ['XSW7: in extensions', () => response(extensions(evil()) + original())],
    ['XSW8: in an object of the signature', () => response(afterIssuer(evil(), inSignature(object(bare()))))],
    ['an unsigned assertion in a signed response', () => signedResponse()],
    ['a signed assertion in a response', () => response(original())],
  ]
  test.each(inResponses)('%s', async (_what, attack) => {
    expect(await outcome(attack())).toBe(
      'ERR_TOKEN_MALFORMED What was sent is no SAML assertion: send the Assertion element by itself, signed, without the Response around it.',
    )
  })

  test.each<[string, () => string, string]>([
    ['XSW3: before the signed assertion', () => afterIssuer(evil(), original()), 'ERR_TOKEN_ALGORITHM'],
    ['XSW4: around the signed assertion', () => atEnd(evil(), original()), 'ERR_TOKEN_ALGORITHM'],
    ['XSW5: the signature moved', () => atEnd(afterIssuer(evil(), signature()), bare()), 'ERR_TOKEN_ALGORITHM'],
    ['XSW6: the assertion in the signature', () => afterIssuer(evil(), inSignature(bare())), 'ERR_TOKEN_ALGORITHM'],
    ['XSW7: in advice', () => atEnd(evil(), advice(original())), 'ERR_TOKEN_ALGORITHM'],
    [
      'XSW7: in advice, the signature moved',
      () => afterIssuer(atEnd(evil(), advice(bare())), signature()),
      'ERR_TOKEN_ALGORITHM',
    ],
    ['XSW8: in an object', () => afterIssuer(evil(), inSignature(object(bare()))), 'ERR_TOKEN_ALGORITHM'],
    [
      'in the key’s description',
      () => afterIssuer(evil(), inSignature(`<ds:KeyInfo>${bare()}</ds:KeyInfo>`)),
      'ERR_TOKEN_ALGORITHM',
    ],
    ['the same ID twice', () => atEnd(afterIssuer(evil('_a1'), signature()), advice(bare())), 'ERR_TOKEN_MALFORMED'],
    ['the ID taken over', () => afterIssuer(evil('_a1'), signature()), 'ERR_TOKEN_SIGNATURE'],
    ['two signatures', () => afterIssuer(original(), signature()), 'ERR_TOKEN_ALGORITHM'],
    ['two documents', () => evil() + original(), 'ERR_TOKEN_MALFORMED'],
  ])('%s of a bare assertion', async (_what, attack, code) => {
    expect(await codeOf(attack())).toBe(code)
  })
})

test.each([
  ['in the subject', (xml: string) => xml.replace('pipeline-7', 'pipeline<!-- -->-7')],
  ['before the root', (xml: string) => `<!-- -->${xml}`],
  ['in the signature', (xml: string) => xml.replace('<ds:SignedInfo>', '<ds:SignedInfo><!-- -->')],
])('a comment %s is refused, though no signature covers it', async (_what, change) => {
  expect(await outcome(change(signed()))).toBe('ERR_TOKEN_MALFORMED The SAML assertion is not XML as it is taken here.')
})

test.each<[string, (xml: string) => string]>([
  ['an entity of its own', (xml) => `<!DOCTYPE a [<!ENTITY x "root">]>${xml.replace('pipeline-7', '&x;')}`],
  [
    'an external entity',
    (xml) => `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xml.replace('pipeline-7', '&x;')}`,
  ],
  ['a parameter entity', (xml) => `<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>${xml}`],
  [
    'entities of entities',
    (xml) => `<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${xml.replace('pipeline-7', '&b;')}`,
  ],
  ['an external document type', (xml) => `<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x">${xml}`],
  ['an entity that nobody defined', (xml) => xml.replace('pipeline-7', '&x;')],
  ['CDATA', (xml) => xml.replace('pipeline-7', '<![CDATA[pipeline-7]]>')],
  ['a processing instruction', (xml) => xml.replace('pipeline-7', 'pipeline<?x?>-7')],
  ['another encoding', (xml) => `<?xml version="1.0" encoding="UTF-7"?>${xml}`],
  ['another version', (xml) => `<?xml version="1.1"?>${xml}`],
])('%s is refused', async (_what, change) => {
  expect(await codeOf(change(signed()))).toBe('ERR_TOKEN_MALFORMED')
})

test('an XML declaration, entities that XML has, and any alphabet are taken as they are', async () => {
  const nameId = '<saml:NameID>Ælfgifu &amp; &lt;co&gt; &#233;</saml:NameID>'
  expect(await outcome(`<?xml version="1.0" encoding="UTF-8"?>\n${signed({ nameId })}`)).toBe(
    'verified Ælfgifu & <co> é',
  )
})

test.each([
  ['nothing', '', 'is not encoded by base64url'],
  ['plain XML', '<a/>', 'is not encoded by base64url'],
  ['plain base64', 'a+b/', 'is not encoded by base64url'],
  ['what is no XML', encoded('hello'), 'is not XML as it is taken here'],
  ['what is no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff]).toString('base64url'), 'is not UTF-8'],
])('%s is no assertion', async (_what, assertion, message) => {
  await expect(verify(assertion)).rejects.toMatchObject({
    code: 'ERR_TOKEN_MALFORMED',
    message: `The SAML assertion ${message}.`,
  })
})

test('an assertion may be so long and no longer', async () => {
  const xml = signed()
  const longest = xml + ' '.repeat(65_536 - Buffer.byteLength(xml))
  expect(await codeOf(longest)).toBe('verified')
  expect(await outcome(`${longest} `)).toBe('ERR_TOKEN_MALFORMED The SAML assertion is longer than 65536 bytes.')
})

test('an encrypted assertion is refused in words', async () => {
  const encrypted = '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'
  expect(await outcome(encrypted)).toBe(
    'ERR_TOKEN_MALFORMED The SAML assertion is encrypted, which is not understood here.',
  )
})

test('another provider’s assertion is not trusted, whoever signed it', async () => {
  expect(await codeOf(signed({ issuer: 'https://evil.test' }))).toBe('ERR_TOKEN_ISSUER')
  expect(await codeOf(signed({ issuer: '' }))).toBe('ERR_TOKEN_ISSUER')
})

test('very many elements below each other are refused', async () => {
  const deep = `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`
  expect(await codeOf(signed({ more: deep.slice(0, 3 * 100) + deep.slice(-4 * 100) }))).toBe('ERR_TOKEN_MALFORMED')
  expect(await codeOf(assertionOf({ more: deep }))).toBe('ERR_TOKEN_MALFORMED')
})
