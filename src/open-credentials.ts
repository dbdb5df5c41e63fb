import { readFile } from 'node:fs/promises'
import type { Config } from './config/config.ts'
import { type Credentials, type CredentialsOptions, createCredentials, titleOf } from './credentials/open.ts'

/** What opens a connection, by its title. */
function sourcesOf({ name, credential, credentials }: Config['connections'][number]) {
  const others = Object.entries(credentials).map(([other, source]) => [titleOf(name, other), source] as const)
  return [[name, credential] as const, ...others]
}

/** The configured credentials, none of them opened yet. */
export async function openCredentials(
  { connections, vault, references }: Config,
  environment: NodeJS.ProcessEnv,
  fetched?: CredentialsOptions['fetched'],
): Promise<Credentials> {
  return createCredentials({
    sources: new Map(connections.flatMap(sourcesOf)),
    certificates: new Map(
      connections.flatMap(({ name, clientCertificate }) => (clientCertificate ? [[name, clientCertificate]] : [])),
    ),
    environment,
    hidden: new Set(references.flatMap(({ from, name }) => (from === 'env' ? [name] : []))),
    vault: vault && { ...vault, ca: vault.caFile === null ? null : await readFile(vault.caFile, 'utf8') },
    now: Date.now,
    ...(fetched === undefined ? {} : { fetched }),
  })
}
