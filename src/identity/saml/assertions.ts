import type { KeyObject } from 'node:crypto'
import { type ErrorCode, GatewayError } from '../../core/errors.ts'
import type { VerifiedToken } from '../issuers.ts'
import { generic } from '../presets/generic.ts'
import { refusedFor } from '../refusals.ts'
import { signedText, UnacceptedSignature } from './signature.ts'
import { readStatements } from './statements.ts'
import { childrenOf, type Element, isNamed, parseXml, SAML, textIn } from './xml.ts'

/** A SAML 2.0 identity provider whose assertions may be exchanged. */
export interface IdentityProvider {
  readonly name: string
  readonly entityId: string
  /** Public keys of its certificates: several while it changes them. */
  readonly keys: readonly KeyObject[]
  readonly audience: string
  /** The token endpoint's URL, as the provider knows it. */
  readonly recipient: () => string
  /** Attributes whose values together name one run. */
  readonly run: readonly string[]
}

/** Bytes of an assertion. */
const LONGEST = 65_536

/**
 * Verifies SAML 2.0 bearer assertions (RFC 7522, section 3). Nothing is read but what one of the provider's keys signed,
 * and nothing about an assertion is told before that but that its form, its issuer or its algorithm is not taken.
 *
 * @throws ERR_TOKEN_MALFORMED, _ALGORITHM, _ISSUER, _SIGNATURE, _AUDIENCE, _EXPIRED, _NOT_YET_VALID, _CLAIMS
 */
export function createAssertionVerifier(
  providers: readonly IdentityProvider[],
  now: () => number,
): (assertion: string) => Promise<VerifiedToken> {
  return async (assertion) => {
    const text = decoded(assertion)
    const root = parsed(text)
    const issuer = textIn(childrenOf(root, SAML, 'Issuer')[0])
    const provider = providers.find(({ entityId }) => entityId === issuer)
    if (provider === undefined) throw refused('ERR_TOKEN_ISSUER', "The SAML assertion's issuer is not trusted here.")
    try {
      return claimed(verified(text, root, provider), provider, now())
    } catch (thrown) {
      throw refusedFor(provider.name, thrown)
    }
  }
}

function claimed(assertion: Element, provider: IdentityProvider, now: number): VerifiedToken {
  const { name, entityId, audience, run } = provider
  const statements = readStatements(assertion, { entityId, audience, recipient: provider.recipient() }, now)
  const { id, subject, attributes, expiresAt, sessionEnd } = statements
  return {
    issuer: { name, run, preset: generic },
    claims: { ...attributes, iss: entityId, sub: subject, exp: expiresAt / 1000 },
    once: `${entityId}\n${id}`,
    sessionEnd,
  }
}

function decoded(assertion: string): string {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(assertion)) {
    throw refused('ERR_TOKEN_MALFORMED', 'The SAML assertion is not encoded by base64url.')
  }
  const bytes = Buffer.from(assertion, 'base64url')
  if (bytes.length > LONGEST) {
    throw refused('ERR_TOKEN_MALFORMED', `The SAML assertion is longer than ${LONGEST} bytes.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw refused('ERR_TOKEN_MALFORMED', 'The SAML assertion is not UTF-8.', cause)
  }
}

function parsed(text: string): Element {
  let root: Element
  try {
    root = parseXml(text)
  } catch (cause) {
    throw refused('ERR_TOKEN_MALFORMED', 'The SAML assertion is not XML as it is taken here.', cause)
  }
  if (isNamed(root, SAML, 'Assertion')) return root
  const encrypted = isNamed(root, SAML, 'EncryptedAssertion')
  throw refused(
    'ERR_TOKEN_MALFORMED',
    encrypted
      ? 'The SAML assertion is encrypted, which is not understood here.'
      : 'What was sent is no SAML assertion: send the Assertion element by itself, signed, without the Response around it.',
  )
}

/** The assertion as its canonical text has it. */
function verified(text: string, root: Element, { keys }: IdentityProvider): Element {
  try {
    const signed = signedText(text, root, keys)
    const assertion = signed === null ? null : parseXml(signed)
    if (
      assertion !== null &&
      isNamed(assertion, SAML, 'Assertion') &&
      assertion.getAttribute('ID') === root.getAttribute('ID')
    )
      return assertion
  } catch (thrown) {
    if (thrown instanceof UnacceptedSignature)
      throw refused('ERR_TOKEN_ALGORITHM', `The SAML assertion is not signed as it must be: ${thrown.message}.`)
    throw refused('ERR_TOKEN_SIGNATURE', SIGNATURE, thrown)
  }
  throw refused('ERR_TOKEN_SIGNATURE', SIGNATURE)
}

const SIGNATURE = "The SAML assertion's signature is not its issuer's."

function refused(code: ErrorCode, message: string, cause?: unknown): GatewayError {
  return new GatewayError(code, message, cause === undefined ? {} : { cause })
}
