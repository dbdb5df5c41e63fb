import { readFile } from 'node:fs/promises'
import { At } from './at.ts'
import type { OutsideReference, PlacedReference } from './config.ts'
import { inOrder, type Path, type Problem } from './problem.ts'
import { fileReference, parseReference } from './reference.ts'
import { credentialSecrets, credentialsOf, vaultSecrets } from './secrets.ts'

type Environment = { readonly [name: string]: string | undefined }

/** Everything that a file, valid or not, points to. Paths are from `folder` on. */
export function findReferences(value: unknown, folder: string): (OutsideReference & { readonly path: Path })[] {
  const root = new At(value)
  const certified = ['agents', 'people', 'proxy'].map((name) => root.get('listen').get(name).get('tls'))
  const vault = root.get('vault')
  const policy = root.get('policy')
  const files = [
    ...[...certified, root.get('certificate_authority')].flatMap((it) => [it.get('cert'), it.get('key')]),
    ...root.get('saml').items.flatMap((provider) => provider.get('certificates').items),
    ...['issuers', 'connections'].flatMap((list) => root.get(list).items.map((item) => item.get('ca'))),
    ...root.get('connections').items.flatMap((connection) => {
      const shown = connection.get('client_certificate')
      return [shown.get('cert'), shown.get('key')]
    }),
    vault.get('ca'),
    root.get('login').get('ca'),
  ]
  const secrets = [
    root.get('store').get('url'),
    root.get('login').get('client_secret'),
    root.get('journal').get('signing_key'),
    policy.get('service').get('credential').get('bearer'),
    policy.get('verification').get('key'),
    policy.get('decision_log').get('service').get('credential').get('bearer'),
    ...root.get('issuers').items.map((issuer) => issuer.get('credential').get('bearer')),
    ...['bot_token', 'signing_secret', 'app_token'].map((name) => root.get('slack').get(name)),
    ...vaultSecrets(vault),
    ...root.get('connections').items.flatMap((connection) => credentialsOf(connection).flatMap(credentialSecrets)),
  ]
  const [bundle, service] = [policy.get('bundle'), policy.get('service').get('url')]
  const found: { path: Path; reference: OutsideReference | null }[] = [
    ...files.map(({ text, path }) => ({ path, reference: text ? fileReference(text, folder) : null })),
    { path: bundle.path, reference: bundle.text ? { ...fileReference(bundle.text, folder), from: 'bundle' } : null },
    { path: service.path, reference: service.text ? { from: 'service', name: service.text } : null },
    ...secrets.map(({ text, path }) => ({ path, reference: text ? parseReference(text, folder) : null })),
  ]
  return found.flatMap(({ path, reference }) => (reference === null ? [] : [{ ...reference, path }]))
}

/**
 * Looks up everything outside the configuration file that it points to, secrets and certificates, but for the bundle,
 * which takes more than a look. Reads them, and keeps and says nothing of what they hold.
 *
 * @example
 * const loaded = await loadConfig('sallyport.yaml', knowledge)
 * const problems = await checkReferences('config' in loaded ? loaded.config : loaded, process.env)
 */
export async function checkReferences(
  { references }: { readonly references: readonly PlacedReference[] },
  environment: Environment,
): Promise<readonly Problem[]> {
  const checked = await Promise.all(
    references.map(async ({ from, name, ...place }) => {
      const message = await fault({ from, name }, environment)
      return message === null ? [] : [{ ...place, message }]
    }),
  )
  return inOrder(checked.flat())
}

async function fault({ from, name }: OutsideReference, environment: Environment): Promise<string | null> {
  if (from === 'bundle' || from === 'service') return null
  if (from === 'env') {
    const value = environment[name]
    if (value === undefined) return `names the environment variable ${name}, which is not set`
    return isBlank(value) ? `names the environment variable ${name}, which is empty` : null
  }
  try {
    return isBlank(await readFile(name, 'latin1')) ? `names the file ${name}, which is empty` : null
  } catch (thrown) {
    return `names the file ${name}, which can't be read (${(thrown as NodeJS.ErrnoException).code})`
  }
}

/** Nothing but the line end that editors leave. */
function isBlank(value: string): boolean {
  return value.replace(/\r?\n$/, '') === ''
}
