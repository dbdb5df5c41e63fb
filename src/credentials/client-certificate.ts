import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ClientCertificate } from '../core/connection.ts'
import { SourceError } from './fault.ts'
import type { Surroundings } from './source.ts'

/** Where a client certificate, the chain after it, and its key lie: absolute paths of PEM files. */
export interface CertificateFiles {
  readonly cert: string
  readonly key: string
}

/** The certificate as it is each time: whatever renews it puts it in the same place. Rejects with SourceError. */
export function clientCertificate(
  files: CertificateFiles,
  { read, now }: Pick<Surroundings, 'read' | 'now'>,
): () => Promise<ClientCertificate> {
  let last: { readonly pem: string; readonly opened: Checked } | undefined
  return async () => {
    const [cert, key] = await Promise.all([files.cert, files.key].map((name) => read({ from: 'file', name })))
    const pem = cert! + key!
    if (last?.pem !== pem) last = { pem, opened: checked(cert!, key!) }
    const { certificate, expiresAt } = last.opened
    if (expiresAt > now()) return certificate
    const fault = 'answered with something that is no usable credential'
    throw new SourceError(fault, `the client certificate ended ${new Date(expiresAt).toISOString()}`)
  }
}

/** Says what is wrong with two files that can be read, in words that go after the certificate's field; else null. */
export async function clientCertificateFault({ cert, key }: CertificateFiles, now: number): Promise<string | null> {
  const read = ({ name }: { readonly name: string }) => readFile(name, 'utf8')
  const opened = clientCertificate({ cert, key }, { read, now: () => now })()
  return opened.then(
    () => null,
    (error: Error) => `names the file ${cert}, which doesn't do: ${error.message}`,
  )
}

interface Checked {
  readonly certificate: ClientCertificate
  readonly expiresAt: number
}

/** A certificate and the key of another are what a renewal that is half done leaves. */
function checked(cert: string, key: string): Checked {
  const fault = "can't be read as it is configured"
  let read: { readonly of: X509Certificate; readonly fits: boolean }
  try {
    const of = new X509Certificate(cert)
    read = { of, fits: of.checkPrivateKey(createPrivateKey(key)) }
  } catch {
    // OpenSSL's own words about a key may quote it.
    throw new SourceError(fault, "the client certificate and its key can't be read as PEM")
  }
  if (!read.fits) throw new SourceError(fault, "the client certificate and its key don't belong together")
  return { certificate: { cert, key }, expiresAt: read.of.validToDate.getTime() }
}
