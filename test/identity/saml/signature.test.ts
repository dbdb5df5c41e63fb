import { signedText } from '../../../src/identity/saml/signature.ts'
import { parseXml } from '../../../src/identity/saml/xml.ts'
import { assertionOf, type ProviderKey, providerKey, sign } from './provider.ts'

let key: ProviderKey
beforeAll(async () => {
  key = await providerKey()
})
const read = (xml: string) => signedText(xml, parseXml(xml), [key.publicKey])

test('what was signed comes back as it was signed, without the signature and without what no canonical text has', () => {
  const signed = sign(assertionOf(), key)
  const canonical = assertionOf().replace(
    '/></saml:SubjectConfirmation>',
    '></saml:SubjectConfirmationData></saml:SubjectConfirmation>',
  )
  const inOrder = canonical.replace(
    /<saml:Assertion (xmlns:saml="[^"]*") (ID="[^"]*") (Version="[^"]*") (IssueInstant="[^"]*")>/,
    '<saml:Assertion $1 $2 $4 $3>',
  )
  expect(read(signed)).toBe(inOrder)
  expect(read(signed.replace('Version="2.0"', "\n Version = '2.0'"))).toBe(inOrder)
})

test('nobody’s key, and no key', () => {
  const signed = sign(assertionOf(), key)
  expect(signedText(signed, parseXml(signed), [])).toBeNull()
  expect(read(signed.replace('pipeline-7', 'root'))).toBeNull()
})

test.each<[string, (signed: string) => string, string]>([
  [
    'an object in it',
    (xml) => xml.replace('</ds:Signature>', '<ds:Object/></ds:Signature>'),
    'Signature has another form',
  ],
  ['two infos', (xml) => xml.replace(/<ds:SignedInfo>.*<\/ds:SignedInfo>/s, '$&$&'), 'Signature has another form'],
  ['two references', (xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, '$&$&'), 'SignedInfo has another form'],
  ['no transforms', (xml) => xml.replace(/<ds:Transforms>.*<\/ds:Transforms>/s, ''), 'Reference has another form'],
  [
    'a script',
    (xml) =>
      xml.replace(
        /<ds:Transform Algorithm="[^"]*enveloped-signature"/,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
      ),
    'Transform "http://www.w3.org/TR/1999/REC-xslt-19991116" is not taken',
  ],
  [
    'elements in a digest',
    (xml) => xml.replace('<ds:DigestValue>', '<ds:DigestValue><a/>'),
    'DigestValue has another form',
  ],
  [
    'a key by another method',
    (xml) =>
      xml.replace('</ds:Signature>', '<ds:KeyInfo><ds:RetrievalMethod Algorithm="x"/></ds:KeyInfo></ds:Signature>'),
    'its KeyInfo names algorithms',
  ],
  [
    'a place below',
    (xml) =>
      xml
        .replace('<saml:Subject>', '<saml:Subject><a>')
        .replace('</saml:Subject>', '</a></saml:Subject>')
        .replace(/(<ds:Signature .*<\/ds:Signature>)(<saml:Subject><a>)/s, '$2$1'),
    'it must hold one signature, its own',
  ],
])('a signature with %s has not the form that is taken', (_what, change, message) => {
  const changed = change(sign(assertionOf(), key))
  expect(() => read(changed)).toThrow(message)
})
