import { createPrivateKey, X509Certificate } from 'node:crypto'
import { SourceError } from './fault.ts'
import type { SecretReference } from './secrets/reference.ts'
import type { Opened, Source, Surroundings } from './source.ts'

/** A client certificate: PEM, the chain after it, and its key in PEM. */
export interface ClientCertificate {
  readonly kind: 'client_certificate'
  readonly certificate: SecretReference
  readonly key: SecretReference
}

/** The certificate as it is each time: whatever renews it puts it in the same place. */
export function clientCertificate(configured: ClientCertificate, { read, now }: Surroundings): Source {
  let last: { readonly pem: string; readonly opened: Opened } | undefined
  return {
    async open() {
      const [certificate, key] = await Promise.all([read(configured.certificate), read(configured.key)])
      const pem = certificate + key
      if (last?.pem !== pem) last = { pem, opened: checked(certificate, key) }
      if (last.opened.expiresAt! > now()) return last.opened
      const ended = new Date(last.opened.expiresAt!).toISOString()
      const fault = 'answered with something that is no usable credential'
      throw new SourceError(fault, `the client certificate ended ${ended}`)
    },
    whoAmI: async ({ credential }) => {
      if (credential.kind !== 'certificate') return 'nobody'
      return new X509Certificate(credential.certificate).subject.replaceAll('\n', ', ')
    },
  }
}

/** A certificate and the key of another are what a renewal that is half done leaves. */
function checked(certificate: string, key: string): Opened {
  const fault = "can't be read as it is configured"
  let read: { readonly of: X509Certificate; readonly fits: boolean }
  try {
    const of = new X509Certificate(certificate)
    read = { of, fits: of.checkPrivateKey(createPrivateKey(key)) }
  } catch {
    // OpenSSL's own words about a key may quote it.
    throw new SourceError(fault, "the client certificate and its key can't be read as PEM")
  }
  if (!read.fits) throw new SourceError(fault, "the client certificate and its key don't belong together")
  return { credential: { kind: 'certificate', certificate, key }, expiresAt: read.of.validToDate.getTime() }
}
