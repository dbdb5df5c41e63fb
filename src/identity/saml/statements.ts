import { GatewayError } from '../../core/errors.ts'
import { isPrintable } from '../claims.ts'
import { CLOCK_SKEW } from '../issuers.ts'
import { childrenOf, type Element, elementsIn, elementsOf, SAML, textIn } from './xml.ts'

/** What an assertion must have been made for. */
export interface Expected {
  /** The identity provider's entity ID. */
  readonly entityId: string
  /** What its AudienceRestriction must name. */
  readonly audience: string
  /** The URL that it must be for: the token endpoint. */
  readonly recipient: string
}

/** What a signed assertion says, once all of it holds. Times are milliseconds since the epoch. */
export interface Statements {
  readonly id: string
  readonly subject: string
  /** Attributes by name; a list where one has several values. */
  readonly attributes: { readonly [name: string]: string | string[] }
  /** From here on it isn't taken any more. */
  readonly expiresAt: number
  /** Its subject's session there ends then; null where it doesn't say. */
  readonly sessionEnd: number | null
}

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
/** Milliseconds that an assertion may have left: each is remembered until then, so that it serves once. */
const LONGEST = 3_600_000
const SKEW = CLOCK_SKEW * 1000
/** What an assertion may hold (SAML 2.0 core, section 2.3.3); advice must not change what the rest means. */
const PARTS = [
  'Issuer',
  'Subject',
  'Conditions',
  'Advice',
  'AuthnStatement',
  'AuthzDecisionStatement',
  'AttributeStatement',
]
/** Claims that other things than attributes become. */
const TAKEN = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']

/**
 * Reads an assertion by RFC 7522, section 3, and SAML 2.0 core, section 2.
 *
 * @param root the assertion as its signer signed it
 * @throws ERR_TOKEN_MALFORMED, _ISSUER, _AUDIENCE, _EXPIRED, _NOT_YET_VALID or _CLAIMS, naming the part that is at fault
 */
export function readStatements(root: Element, expected: Expected, now: number): Statements {
  const only = (name: string): Element => onlyOf(root, name)
  if (elementsIn(root).some((part) => part.namespaceURI !== SAML || !PARTS.includes(part.localName!)))
    throw malformed('holds an element that no assertion has')
  if (elementsOf(root).some(({ localName }) => /^Encrypted(Assertion|ID|Attribute)$/.test(localName!)))
    throw malformed('is encrypted in part, which is not understood here: let it be signed alone')
  if (elementsOf(root).filter(({ localName }) => localName === 'Assertion').length !== 1)
    throw malformed('holds another assertion')
  if (root.getAttribute('Version') !== '2.0') throw malformed('is not of version 2.0')
  const id = root.getAttribute('ID') || lacks('ID')
  if (timeOf(root, 'IssueInstant', true)! > now + SKEW) throw early()
  if (textIn(only('Issuer')) !== expected.entityId) throw new GatewayError('ERR_TOKEN_ISSUER', ISSUER)
  const conditionsEnd = checkConditions(only('Conditions'), expected.audience, now)
  const subject = only('Subject')
  const confirmedUntil = confirmation(subject, expected.recipient, now)
  return {
    id,
    subject: textIn(onlyOf(subject, 'NameID')) ?? lacks('NameID'),
    attributes: attributesOf(root),
    expiresAt: Math.min(conditionsEnd ?? confirmedUntil, confirmedUntil),
    sessionEnd: sessionEnd(root, now),
  }
}

/** @returns when the conditions end, where they say so */
function checkConditions(conditions: Element, audience: string, now: number): number | null {
  const [begin, end] = [timeOf(conditions, 'NotBefore'), timeOf(conditions, 'NotOnOrAfter')]
  if (begin !== null && begin > now + SKEW) throw early()
  if (end !== null && end <= now - SKEW) throw late()
  const understood = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']
  if (elementsIn(conditions).some((it) => it.namespaceURI !== SAML || !understood.includes(it.localName!)))
    throw malformed('has a condition that is not understood here')
  const restrictions = childrenOf(conditions, SAML, 'AudienceRestriction')
  if (restrictions.length === 0) throw lacks('AudienceRestriction')
  for (const restriction of restrictions) {
    if (!childrenOf(restriction, SAML, 'Audience').some((it) => textIn(it) === audience))
      throw new GatewayError('ERR_TOKEN_AUDIENCE', 'The SAML assertion was made for another audience.')
  }
  return end
}

/** @returns the end of the one bearer confirmation that holds longest */
function confirmation(subject: Element, recipient: string, now: number): number {
  const bearer = childrenOf(subject, SAML, 'SubjectConfirmation').filter((it) => it.getAttribute('Method') === BEARER)
  if (bearer.length === 0) throw lacks('SubjectConfirmation')
  const ends: number[] = []
  let fault: unknown
  for (const one of bearer) {
    try {
      ends.push(confirmed(onlyOf(one, 'SubjectConfirmationData'), recipient, now))
    } catch (thrown) {
      fault ??= thrown
    }
  }
  if (ends.length === 0) throw fault
  return Math.max(...ends)
}

function confirmed(data: Element, recipient: string, now: number): number {
  if (data.getAttribute('Recipient') !== recipient)
    throw new GatewayError('ERR_TOKEN_AUDIENCE', 'The SAML assertion was made for another recipient.')
  if (data.getAttributeNode('InResponseTo') !== null) throw malformed('answers a request that was not made here')
  const [begin, end] = [timeOf(data, 'NotBefore'), timeOf(data, 'NotOnOrAfter', true)!]
  if (begin !== null && begin > now + SKEW) throw early()
  if (end <= now - SKEW) throw late()
  if (end > now + LONGEST + SKEW) throw malformed('may be used for more than an hour')
  return end
}

function attributesOf(root: Element): Statements['attributes'] {
  const found = new Map<string, string | string[]>()
  for (const statement of childrenOf(root, SAML, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, SAML, 'Attribute')) {
      const name = attribute.getAttribute('Name') || lacks('Name')
      if (TAKEN.includes(name) || found.has(name)) throw wrong(name)
      const values = childrenOf(attribute, SAML, 'AttributeValue').map((value) => {
        if (elementsIn(value).length > 0) throw wrong(name)
        return textIn(value) ?? ''
      })
      if (values.length > 0) found.set(name, values.length === 1 ? values[0]! : values)
    }
  }
  return Object.fromEntries(found)
}

function sessionEnd(root: Element, now: number): number | null {
  const ends = childrenOf(root, SAML, 'AuthnStatement').flatMap((it) => timeOf(it, 'SessionNotOnOrAfter') ?? [])
  if (ends.length === 0) return null
  if (Math.min(...ends) <= now) throw late()
  return Math.min(...ends)
}

/** An attribute that is a time in UTC (SAML 2.0 core, section 1.3.3). Null where there is none, and none is needed. */
function timeOf(element: Element, name: string, needed = false): number | null {
  const value = element.getAttributeNode(name)?.value
  if (value === undefined) return needed ? lacks(name) : null
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw wrong(name)
  return time
}

function onlyOf(element: Element, name: string): Element {
  const [found, ...more] = childrenOf(element, SAML, name)
  if (found === undefined) return lacks(name)
  if (more.length > 0) throw malformed(`has more than one ${name}`)
  return found
}

const ISSUER = "The SAML assertion's issuer is not trusted here."

function lacks(name: string): never {
  throw new GatewayError('ERR_TOKEN_CLAIMS', `The SAML assertion has no ${name}.`)
}

function wrong(name: string): GatewayError {
  const what = isPrintable(name) ? `"${name}"` : 'attribute'
  return new GatewayError('ERR_TOKEN_CLAIMS', `The SAML assertion's ${what} is wrong.`)
}

function malformed(what: string): GatewayError {
  return new GatewayError('ERR_TOKEN_MALFORMED', `The SAML assertion ${what}.`)
}

const early = () => new GatewayError('ERR_TOKEN_NOT_YET_VALID', 'The SAML assertion is not valid yet.')
const late = () => new GatewayError('ERR_TOKEN_EXPIRED', 'The SAML assertion has expired.')
