import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  assertionOf,
  attribute,
  confirmation,
  ENTITY,
  encoded,
  type ProviderKey,
  providerKey,
  sign,
} from '../identity/saml/provider.ts'
import { needing } from '../support/parts.ts'
import { type Gate, startGate } from './gate.ts'

const SAML_GRANT = 'urn:ietf:params:oauth:grant-type:saml2-bearer'
const directory = mkdtempSync(join(tmpdir(), 'sallyport-saml-'))
let gate: Gate
let key: ProviderKey
let next: ProviderKey

beforeAll(async () => {
  ;[key, next] = await Promise.all([providerKey(), providerKey()])
  const files = [key, next].map(({ certificate }, index) => {
    const path = join(directory, `${index}.pem`)
    writeFileSync(path, certificate)
    return path
  })
  gate = await startGate({
    identities: {
      issuers: '',
      agents:
        '  - { name: saml-bot, issuer: idp, claims: { sub: "pipeline-*", repository: acme/shop }, groups: [ci] }\n',
    },
    more: `saml:\n  - { name: idp, entity_id: "${ENTITY}", certificates: ${JSON.stringify(files)}, audience: "https://gate.test", run: [run_id] }\n`,
  })
}, 60_000)
afterAll(async () => {
  await gate?.close()
  rmSync(directory, { recursive: true })
})

let last = 0
/** An assertion made just now for the gateway's own token endpoint. */
function fresh(parts: Parameters<typeof assertionOf>[0] = {}): string {
  const confirmed = confirmation({ Recipient: `${gate.world.urls.agents}/oauth/token` }, Date.now())
  return assertionOf({ id: `_${++last}`, confirmation: confirmed, ...parts }, Date.now())
}

interface Answer {
  readonly status: number
  readonly code?: string
  readonly error?: string
  readonly error_description?: string
  readonly access_token?: string
  readonly expires_in?: number
  readonly session?: string
}

async function post(form: Record<string, string>): Promise<Answer> {
  const answer = await fetch(`${gate.world.urls.agents}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return { status: answer.status, ...((await answer.json()) as object) }
}
const exchange = (xml: string) => post({ grant_type: SAML_GRANT, assertion: encoded(xml) })

test('an assertion is exchanged for a session that works, once', async () => {
  const xml = sign(fresh(), key)
  const answer = await exchange(xml)
  expect(answer).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 900 })
  expect(await gate.people(`/sessions/${answer.session}`)).toMatchObject({
    ...{ agent: 'saml-bot', issuer: 'idp', subject: 'pipeline-7', run: '7', groups: ['ci'] },
    claims: { iss: ENTITY, sub: 'pipeline-7', repository: 'acme/shop', run_id: '7' },
    trust: { event: '', repository: 'acme/shop', fork: 'unknown' },
  })
  expect((await gate.request('/c/api/x', answer.access_token!)).status).toBe(200)
  expect(await exchange(xml)).toMatchObject({ status: 401, code: 'ERR_TOKEN_USED', error: 'invalid_grant' })
})

test('the same assertion signed anew, or by another of the keys, is the same assertion', async () => {
  const unsigned = fresh()
  const at = await Promise.all(
    [key, next, key].map((by) =>
      exchange(sign(unsigned, by, { signatureAlgorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' })),
    ),
  )
  expect(at.map(({ code }) => code ?? 'exchanged').sort()).toEqual(['ERR_TOKEN_USED', 'ERR_TOKEN_USED', 'exchanged'])
})

test('one for another recipient, one that nobody signed, and one that no agent is mapped to', async () => {
  expect(await exchange(sign(fresh({ confirmation: confirmation({}, Date.now()) }), key))).toMatchObject({
    code: 'ERR_TOKEN_AUDIENCE',
  })
  expect(await exchange(fresh())).toMatchObject({ code: 'ERR_TOKEN_ALGORITHM' })
  const statements = `<saml:AttributeStatement>${attribute('repository', 'evil/shop')}</saml:AttributeStatement>`
  expect(await exchange(sign(fresh({ statements }), key))).toMatchObject({
    error_description:
      'ERR_TOKEN_AGENT: The token is genuine, but no agent is mapped to it: its claim "repository" (evil/shop) fits none.',
  })
  expect(await post({ grant_type: SAML_GRANT })).toMatchObject({ status: 400, code: 'ERR_TOKEN_REQUEST' })
})

test('the session ends when the one there does, and a renewal goes no further', async () => {
  const end = new Date(Date.now() + 100_000).toISOString()
  const statements = `<saml:AuthnStatement AuthnInstant="${new Date().toISOString()}" SessionNotOnOrAfter="${end}"/><saml:AttributeStatement>${attribute('repository', 'acme/shop')}${attribute('run_id', '7')}</saml:AttributeStatement>`
  const { expires_in: seconds, access_token: token } = await exchange(sign(fresh({ statements }), key))
  expect(seconds).toBeGreaterThan(90)
  expect(seconds).toBeLessThanOrEqual(100)
  const renewed = await post({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: encoded(sign(fresh(), key)),
    subject_token_type: 'urn:ietf:params:oauth:token-type:saml2',
    actor_token: token!,
    actor_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  })
  expect(renewed).toMatchObject({ status: 200, access_token: token })
  expect(renewed.expires_in).toBeLessThanOrEqual(100)
})

/** A signature to be filled in by xmlsec. */
const template = (id: string, algorithm: string, digest: string, inclusive = '') => `
  <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
    <ds:SignedInfo>
      <ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
      <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#${algorithm}"/>
      <ds:Reference URI="#${id}">
        <ds:Transforms>
          <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
          <ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">${inclusive}</ds:Transform>
        </ds:Transforms>
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#${digest}"/>
        <ds:DigestValue/>
      </ds:Reference>
    </ds:SignedInfo>
    <ds:SignatureValue/>
    <ds:KeyInfo><ds:X509Data><ds:X509Certificate/></ds:X509Data></ds:KeyInfo>
  </ds:Signature>`

const PREFIXES = '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="xs xsi"/>'
const typed = `<saml:AttributeStatement><saml:Attribute Name="repository">
    <saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">acme/shop</saml:AttributeValue>
  </saml:Attribute></saml:AttributeStatement>`

const xmlsec = needing('xmlsec1', '--version')
xmlsec.each([
  ['rsa-sha256', 'sha256', ''],
  ['rsa-sha512', 'sha512', PREFIXES],
])('what xmlsec signs by %s and %s is taken; changed, it is not', async (algorithm, digest, inclusive) => {
  const id = `_xmlsec-${algorithm}`
  const unsigned = fresh({ id, statements: typed })
    .replaceAll('><saml:', '>\n  <saml:')
    .replace('</saml:Issuer>', `</saml:Issuer>${template(id, algorithm, digest, inclusive)}`)
  const [given, made, keyFile, certificate] = ['in.xml', 'out.xml', 'key.pem', '0.pem'].map((it) => join(directory, it))
  writeFileSync(given!, unsigned)
  writeFileSync(keyFile!, key.privateKey)
  const named = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion']
  execFileSync('xmlsec1', ['--sign', '--privkey-pem', `${keyFile},${certificate}`, ...named, '--output', made!, given!])
  const signed = readFileSync(made!, 'utf8')
  expect(await exchange(signed.replace('pipeline-7', 'pipeline-8'))).toMatchObject({ code: 'ERR_TOKEN_SIGNATURE' })
  const answer = await exchange(signed)
  expect(answer).toMatchObject({ status: 200 })
  expect(await exchange(signed)).toMatchObject({ code: 'ERR_TOKEN_USED' })
})

xmlsec('xmlsec finds nothing wrong with what the tests sign', () => {
  const [file, certificate] = [join(directory, 'ours.xml'), join(directory, '0.pem')]
  writeFileSync(file, sign(fresh(), key))
  const named = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion']
  execFileSync('xmlsec1', ['--verify', '--pubkey-cert-pem', certificate, ...named, file], { stdio: 'pipe' })
})
