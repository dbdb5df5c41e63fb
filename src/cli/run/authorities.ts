import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

/** Files of certificates in PEM. */
export interface Authorities {
  /** What the machine trusts and what the gateway needs: for tools that take one file instead of the machine's. */
  readonly all: string
  /** What the gateway needs alone: for tools that add to what they trust already. */
  readonly more: string
}

/** Where distributions keep what the machine trusts: Debian and Alpine, Fedora, openSUSE, macOS. */
const SYSTEM = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Writes both files into `directory`: the machine's authorities and the given ones, in PEM. */
export async function writeAuthorities(
  directory: string,
  given: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Authorities> {
  const system = await firstReadable([environment.SSL_CERT_FILE, ...SYSTEM])
  const extra = await firstReadable([environment.NODE_EXTRA_CA_CERTS])
  const more = joined([...given, ...(extra === null ? [] : [extra])])
  const files = { all: join(directory, 'authorities.pem'), more: join(directory, 'more-authorities.pem') }
  await writeFile(files.all, joined([system ?? rootCertificates.join('\n'), more]))
  await writeFile(files.more, more)
  return files
}

async function firstReadable(paths: readonly (string | undefined)[]): Promise<string | null> {
  for (const path of paths) {
    const text = path === undefined ? null : await readFile(path, 'utf8').catch(() => null)
    if (text?.includes('-----BEGIN')) return text
  }
  return null
}

/** A file that ends without a line's end must not run into the next one's first line. */
function joined(texts: readonly string[]): string {
  return texts.map((text) => `${text.trimEnd()}\n`).join('')
}
