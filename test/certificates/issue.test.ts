import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { importedPublicKey, issuerOf, LEAF_LIFE, makeAuthority, makeLeaf } from '../../src/certificates/issue.ts'

const NOW = Date.UTC(2025, 5, 1)
const pem = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
  key.export({ type: 'pkcs8', format: 'pem' }) as string
const ec = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve }).privateKey

test('an authority signs hosts, and nothing above itself; a host’s certificate is short, backdated, and its own', async () => {
  const key = pem(ec())
  const authority = await makeAuthority(key, NOW)
  const issuer = await issuerOf(authority, key)
  const ca = new X509Certificate(authority)
  expect([ca.ca, ca.checkIssued(ca), ca.verify(ca.publicKey)]).toEqual([true, true, true])
  const own = ec()
  const leaf = new X509Certificate(await makeLeaf(issuer, 'shop.test', await importedPublicKey(own), NOW))
  expect([leaf.ca, leaf.checkIssued(ca), leaf.verify(ca.publicKey), leaf.checkPrivateKey(own)]).toEqual([
    ...[false, true, true, true],
  ])
  expect([leaf.subject, leaf.subjectAltName, leaf.keyUsage]).toEqual([
    'CN=shop.test',
    'DNS:shop.test',
    ['1.3.6.1.5.5.7.3.1'],
  ])
  expect([leaf.validFromDate.getTime(), leaf.validToDate.getTime()]).toEqual([NOW - 3_600_000, NOW + LEAF_LIFE])
})

test.each([
  ['192.0.2.7', 'IP Address:192.0.2.7', 'CN=192.0.2.7'],
  ['2001:db8::1', 'IP Address:2001:DB8:0:0:0:0:0:1', 'CN=2001:db8::1'],
  [`${'a'.repeat(60)}.shop.test`, `DNS:${'a'.repeat(60)}.shop.test`, 'CN=Sallyport'],
  ['xn--bcher-kva.test', 'DNS:xn--bcher-kva.test', 'CN=xn--bcher-kva.test'],
])('a certificate for %s', async (host, names, subject) => {
  const key = pem(ec())
  const issuer = await issuerOf(await makeAuthority(key, NOW), key)
  const leaf = new X509Certificate(await makeLeaf(issuer, host, await importedPublicKey(ec()), NOW))
  expect([leaf.subjectAltName, leaf.subject]).toEqual([names, subject])
})

test('no two serial numbers are the same, and none is negative', async () => {
  const key = pem(ec())
  const issuer = await issuerOf(await makeAuthority(key, NOW), key)
  const publicKey = await importedPublicKey(ec())
  const made = await Promise.all(
    Array.from({ length: 20 }, async () => new X509Certificate(await makeLeaf(issuer, 'a.test', publicKey, NOW))),
  )
  expect(new Set(made.map(({ serialNumber }) => serialNumber)).size).toBe(20)
  for (const { serialNumber } of made) expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
})

test('another certificate’s key, a certificate that is no authority, and what is no PEM: sentences', async () => {
  const key = pem(ec())
  const authority = await makeAuthority(key, NOW)
  const refused = (certificate: string, by: string) => issuerOf(certificate, by).catch((error: Error) => error.message)
  const issuer = await issuerOf(authority, key)
  const own = ec()
  const leaf = await makeLeaf(issuer, 'a.test', await importedPublicKey(own), NOW)
  expect([await refused(authority, pem(ec())), await refused(leaf, pem(own)), await refused('', key)]).toEqual([
    "The certificate authority has another certificate's key.",
    'The certificate authority must be a CA certificate (basicConstraints CA:TRUE).',
    "The certificate authority can't be read: both files must be PEM, the key without a passphrase.",
  ])
})
