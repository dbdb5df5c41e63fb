import type { KeyObject } from 'node:crypto'
import { type CanonicalizationOrTransformAlgorithmType, type HashAlgorithmType, SignedXml } from 'xml-crypto'
import { childrenOf, type Element, elementsIn, elementsOf, isNamed, SIGNATURE } from './xml.ts'

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const DIGESTS = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']
const SIGNERS = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]

/** The signature is by an algorithm, or says something, that isn't taken. */
export class UnacceptedSignature extends Error {}

/**
 * Checks that an element is signed as a whole, by a signature right below it (SAML 2.0 core, section 5.4; XML Signature
 * 1.1), and by one of these keys: whatever key or certificate the signature itself names is not looked at.
 *
 * @param text what `root` was read from
 * @returns the canonical text that was signed, which alone may be read from here on; null where none of the keys signed it
 * @throws UnacceptedSignature
 */
export function signedText(text: string, root: Element, keys: readonly KeyObject[]): string | null {
  const signatures = elementsOf(root).filter((element) => isNamed(element, SIGNATURE, 'Signature'))
  const [signature] = childrenOf(root, SIGNATURE, 'Signature')
  if (signature === undefined || signatures.length !== 1) {
    throw new UnacceptedSignature('it must hold one signature, its own')
  }
  checkForm(signature, root.getAttribute('ID') ?? '')
  for (const key of keys) {
    const signed = checked(text, signature.toString(), key)
    if (signed !== null) return signed
  }
  return null
}

/** One reference, to the element around the signature, which is all of it but the signature itself. */
function checkForm(signature: Element, id: string): void {
  const [info, value, keyInfo] = shape(signature, ['SignedInfo', 'SignatureValue'], ['KeyInfo'])
  const [method, signer, reference] = shape(info!, ['CanonicalizationMethod', 'SignatureMethod', 'Reference'])
  const [transforms, digest, digestValue] = shape(reference!, ['Transforms', 'DigestMethod', 'DigestValue'])
  const [enveloped, exclusive] = shape(transforms!, ['Transform', 'Transform'])
  for (const leaf of [value!, method!, signer!, digest!, digestValue!, enveloped!]) shape(leaf, [])
  if (keyInfo !== undefined && elementsOf(keyInfo).some((element) => element.getAttributeNode('Algorithm') !== null)) {
    throw new UnacceptedSignature('its KeyInfo names algorithms')
  }
  if (id === '' || reference!.getAttribute('URI') !== `#${id}`) {
    throw new UnacceptedSignature('its signature refers to something else')
  }
  const algorithms: [Element | undefined, readonly string[]][] = [
    [method, [EXCLUSIVE]],
    [signer, SIGNERS],
    [enveloped, [ENVELOPED]],
    [exclusive, [EXCLUSIVE]],
    [digest, DIGESTS],
  ]
  for (const [element, accepted] of algorithms) {
    const algorithm = element!.getAttribute('Algorithm') ?? ''
    if (!accepted.includes(algorithm))
      throw new UnacceptedSignature(`${element!.localName} "${algorithm}" is not taken`)
  }
}

/** The elements of these names that must be all there is in one, in this order; the last ones may be missing. */
function shape(element: Element, names: readonly string[], optional: readonly string[] = []): Element[] {
  const found = elementsIn(element)
  const expected = [...names, ...optional]
  const fits = found.every(
    (child, index) => expected[index] !== undefined && isNamed(child, SIGNATURE, expected[index]),
  )
  if (!fits || found.length < names.length) throw new UnacceptedSignature(`${element.localName} has another form`)
  return found
}

function checked(text: string, signature: string, key: KeyObject): string | null {
  const signed = new SignedXml({
    publicCert: key.export({ type: 'spki', format: 'pem' }) as string,
    getCertFromKeyInfo: () => null,
  })
  signed.SignatureAlgorithms = only(signed.SignatureAlgorithms, SIGNERS)
  signed.HashAlgorithms = only(signed.HashAlgorithms, DIGESTS as HashAlgorithmType[])
  const transforms = [EXCLUSIVE, ENVELOPED] as CanonicalizationOrTransformAlgorithmType[]
  signed.CanonicalizationAlgorithms = only(signed.CanonicalizationAlgorithms, transforms)
  try {
    signed.loadSignature(signature)
    if (!signed.checkSignature(text)) return null
  } catch {
    return null
  }
  const [canonical, ...more] = signed.getSignedReferences()
  return canonical === undefined || more.length > 0 ? null : canonical
}

function only<Name extends string, Value>(
  all: { [name in Name]: Value },
  names: readonly Name[],
): { [name in Name]: Value } {
  return Object.fromEntries(names.map((name) => [name, all[name]])) as { [name in Name]: Value }
}
