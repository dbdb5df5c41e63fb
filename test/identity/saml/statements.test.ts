import type { GatewayError } from '../../../src/core/errors.ts'
import { readStatements, type Statements } from '../../../src/identity/saml/statements.ts'
import { parseXml } from '../../../src/identity/saml/xml.ts'
import { NOON } from '../../support/rows.ts'
import {
  type AssertionParts,
  AUDIENCE,
  assertionOf,
  at,
  attribute,
  confirmation,
  ENTITY,
  RECIPIENT,
} from './provider.ts'

const expected = { entityId: ENTITY, audience: AUDIENCE, recipient: RECIPIENT }
const read = (parts: AssertionParts): Statements => readStatements(parseXml(assertionOf(parts)), expected, NOON)
function outcome(parts: AssertionParts): string {
  try {
    return `read ${read(parts).subject}`
  } catch (thrown) {
    const { code, message } = thrown as GatewayError
    return `${code} ${message.replace('The SAML assertion', '…')}`
  }
}

const conditions = (attributes: string, inside: string = audience()) =>
  `<saml:Conditions ${attributes}>${inside}</saml:Conditions>`
const audience = (...names: string[]) => {
  const inside = (names.length === 0 ? [AUDIENCE] : names).map((name) => `<saml:Audience>${name}</saml:Audience>`)
  return `<saml:AudienceRestriction>${inside.join('')}</saml:AudienceRestriction>`
}
const session = (end: number) => `<saml:AuthnStatement AuthnInstant="${at(-60)}" SessionNotOnOrAfter="${at(end)}"/>`
const statement = (...attributes: string[]) =>
  `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>`

test('what an assertion says', () => {
  const statements = `${session(7_200)}${statement(attribute('repository', 'acme/shop'), attribute('empty', ''))}${statement(
    attribute('groups', 'a', 'b'),
    attribute('none'),
  )}`
  expect(read({ statements })).toEqual({
    ...{ id: '_a1', subject: 'pipeline-7', expiresAt: NOON + 300_000, sessionEnd: NOON + 7_200_000 },
    attributes: { repository: 'acme/shop', empty: '', groups: ['a', 'b'] },
  })
})

test.each<[string, AssertionParts, string]>([
  ['another version', { version: '1.1' }, 'ERR_TOKEN_MALFORMED … is not of version 2.0.'],
  ['no ID', { id: '' }, 'ERR_TOKEN_CLAIMS … has no ID.'],
  ['an issue just now', { issued: 29 }, 'read pipeline-7'],
  ['an issue still to come', { issued: 31 }, 'ERR_TOKEN_NOT_YET_VALID … is not valid yet.'],
  ['another issuer', { issuer: 'https://evil.test' }, "ERR_TOKEN_ISSUER …'s issuer is not trusted here."],
  ['two issuers', { more: `<saml:Issuer>${ENTITY}</saml:Issuer>` }, 'ERR_TOKEN_MALFORMED … has more than one Issuer.'],
  ['no subject', { subject: '' }, 'ERR_TOKEN_CLAIMS … has no Subject.'],
  ['no name', { nameId: '' }, 'ERR_TOKEN_CLAIMS … has no NameID.'],
  ['an empty name', { nameId: '<saml:NameID/>' }, 'ERR_TOKEN_CLAIMS … has no NameID.'],
  ['a name of elements', { nameId: '<saml:NameID>a<b/>c</saml:NameID>' }, 'ERR_TOKEN_CLAIMS … has no NameID.'],
  [
    'two names',
    { nameId: '<saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID>' },
    'ERR_TOKEN_MALFORMED … has more than one NameID.',
  ],
  [
    'an encrypted name',
    { nameId: '<saml:EncryptedID/>' },
    'ERR_TOKEN_MALFORMED … is encrypted in part, which is not understood here: let it be signed alone.',
  ],
  [
    'an encrypted attribute',
    { statements: statement('<saml:EncryptedAttribute/>') },
    'ERR_TOKEN_MALFORMED … is encrypted in part, which is not understood here: let it be signed alone.',
  ],
  ['a foreign element', { more: '<a/>' }, 'ERR_TOKEN_MALFORMED … holds an element that no assertion has.'],
  [
    'an unknown statement',
    { more: '<saml:Statement/>' },
    'ERR_TOKEN_MALFORMED … holds an element that no assertion has.',
  ],
  ['advice', { more: '<saml:Advice><a/></saml:Advice>' }, 'read pipeline-7'],
  [
    'another assertion',
    { more: `<saml:Advice>${assertionOf({ id: 'b' })}</saml:Advice>` },
    'ERR_TOKEN_MALFORMED … holds another assertion.',
  ],
])('%s', (_what, parts, said) => {
  expect(outcome(parts)).toBe(said)
})

test.each<[string, string, string]>([
  ['none', '', 'ERR_TOKEN_CLAIMS … has no Conditions.'],
  ['two', conditions('') + conditions(''), 'ERR_TOKEN_MALFORMED … has more than one Conditions.'],
  ['a beginning just ahead', conditions(`NotBefore="${at(29)}"`), 'read pipeline-7'],
  ['a beginning still to come', conditions(`NotBefore="${at(31)}"`), 'ERR_TOKEN_NOT_YET_VALID … is not valid yet.'],
  ['an end just past', conditions(`NotOnOrAfter="${at(-29)}"`), 'read pipeline-7'],
  ['an end that is past', conditions(`NotOnOrAfter="${at(-30)}"`), 'ERR_TOKEN_EXPIRED … has expired.'],
  [
    'a time without a zone',
    conditions('NotBefore="2040-01-02T12:00:00"'),
    'ERR_TOKEN_CLAIMS …\'s "NotBefore" is wrong.',
  ],
  [
    'a time that is none',
    conditions('NotOnOrAfter="2040-13-02T12:00:00Z"'),
    'ERR_TOKEN_CLAIMS …\'s "NotOnOrAfter" is wrong.',
  ],
  ['no audience', conditions('', ''), 'ERR_TOKEN_CLAIMS … has no AudienceRestriction.'],
  [
    'an empty audience',
    conditions('', '<saml:AudienceRestriction/>'),
    'ERR_TOKEN_AUDIENCE … was made for another audience.',
  ],
  [
    'another audience',
    conditions('', audience('https://other.test')),
    'ERR_TOKEN_AUDIENCE … was made for another audience.',
  ],
  ['one audience of several', conditions('', audience('https://other.test', AUDIENCE)), 'read pipeline-7'],
  [
    'one restriction of two',
    conditions('', audience() + audience('https://other.test')),
    'ERR_TOKEN_AUDIENCE … was made for another audience.',
  ],
  [
    'once only, and no proxy',
    conditions('', `${audience()}<saml:OneTimeUse/><saml:ProxyRestriction/>`),
    'read pipeline-7',
  ],
  [
    'a condition that is not known',
    conditions('', `${audience()}<saml:Condition/>`),
    'ERR_TOKEN_MALFORMED … has a condition that is not understood here.',
  ],
  [
    'a foreign condition',
    conditions('', `${audience()}<x:OneTimeUse xmlns:x="urn:x"/>`),
    'ERR_TOKEN_MALFORMED … has a condition that is not understood here.',
  ],
])('conditions: %s', (_what, written, said) => {
  expect(outcome({ conditions: written })).toBe(said)
})

test.each<[string, string, string]>([
  ['none', '', 'ERR_TOKEN_CLAIMS … has no SubjectConfirmation.'],
  [
    'by another method',
    confirmation().replace('cm:bearer', 'cm:holder-of-key'),
    'ERR_TOKEN_CLAIMS … has no SubjectConfirmation.',
  ],
  [
    'without data',
    confirmation().replace(/<saml:SubjectConfirmationData[^>]*>/, ''),
    'ERR_TOKEN_CLAIMS … has no SubjectConfirmationData.',
  ],
  [
    'for another recipient',
    confirmation({ Recipient: 'https://gate.test/other' }),
    'ERR_TOKEN_AUDIENCE … was made for another recipient.',
  ],
  ['for no recipient', confirmation({ Recipient: '' }), 'ERR_TOKEN_AUDIENCE … was made for another recipient.'],
  ['without an end', confirmation({ NotOnOrAfter: '' }), 'ERR_TOKEN_CLAIMS … has no NotOnOrAfter.'],
  ['with an end just past', confirmation({ NotOnOrAfter: at(-29) }), 'read pipeline-7'],
  ['with an end that is past', confirmation({ NotOnOrAfter: at(-30) }), 'ERR_TOKEN_EXPIRED … has expired.'],
  ['for an hour', confirmation({ NotOnOrAfter: at(3_600) }), 'read pipeline-7'],
  ['for longer', confirmation({ NotOnOrAfter: at(3_631) }), 'ERR_TOKEN_MALFORMED … may be used for more than an hour.'],
  ['that begins later', confirmation({ NotBefore: at(31) }), 'ERR_TOKEN_NOT_YET_VALID … is not valid yet.'],
  [
    'of an answer',
    confirmation({ InResponseTo: '_q1' }),
    'ERR_TOKEN_MALFORMED … answers a request that was not made here.',
  ],
  ['one of two', confirmation({ Recipient: 'https://other.test' }) + confirmation(), 'read pipeline-7'],
  [
    'neither of two',
    confirmation({ Recipient: 'https://other.test' }) + confirmation({ NotOnOrAfter: at(-99) }),
    'ERR_TOKEN_AUDIENCE … was made for another recipient.',
  ],
])('a confirmation %s', (_what, written, said) => {
  expect(outcome({ confirmation: written })).toBe(said)
})

test('it serves until the sooner of its two ends', () => {
  expect(read({ confirmation: confirmation({ NotOnOrAfter: at(100) }) }).expiresAt).toBe(NOON + 100_000)
  expect(read({ conditions: conditions('') }).expiresAt).toBe(NOON + 300_000)
  expect(read({ conditions: conditions(`NotOnOrAfter="${at(50)}"`) }).expiresAt).toBe(NOON + 50_000)
})

test('the session there ends ours, and none begins after it has', () => {
  expect(read({ statements: session(1) + session(90) }).sessionEnd).toBe(NOON + 1_000)
  expect(read({ statements: `<saml:AuthnStatement AuthnInstant="${at(-60)}"/>` }).sessionEnd).toBeNull()
  expect(outcome({ statements: session(0) })).toBe('ERR_TOKEN_EXPIRED … has expired.')
})

test.each<[string, string, string]>([
  ['twice', statement(attribute('a', '1'), attribute('a', '2')), 'ERR_TOKEN_CLAIMS …\'s "a" is wrong.'],
  [
    'in two statements',
    statement(attribute('a', '1')) + statement(attribute('a', '1')),
    'ERR_TOKEN_CLAIMS …\'s "a" is wrong.',
  ],
  ['that is the subject', statement(attribute('sub', 'root')), 'ERR_TOKEN_CLAIMS …\'s "sub" is wrong.'],
  ['that is the issuer', statement(attribute('iss', 'x')), 'ERR_TOKEN_CLAIMS …\'s "iss" is wrong.'],
  ['without a name', statement(attribute('', '1')), 'ERR_TOKEN_CLAIMS … has no Name.'],
  ['of elements', statement(attribute('a', '<b>1</b>')), 'ERR_TOKEN_CLAIMS …\'s "a" is wrong.'],
  ['that no terminal should print', statement(attribute('a&#9;b', '<b/>')), "ERR_TOKEN_CLAIMS …'s attribute is wrong."],
])('an attribute %s', (_what, statements, said) => {
  expect(outcome({ statements })).toBe(said)
})

test('an attribute has no name that means more to an object', () => {
  const { attributes } = read({ statements: statement(attribute('__proto__', 'x')) })
  expect([Object.keys(attributes), Object.getPrototypeOf(attributes)]).toEqual([['__proto__'], Object.prototype])
})
