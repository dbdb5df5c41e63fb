import { isLoopback } from './address.ts'
import type { At } from './at.ts'
import type { Finding } from './problem.ts'
import { credentialSecrets, credentialsOf, vaultSecrets } from './secrets.ts'

/** Where a credential's source is asked, below `credential`. */
const SERVICES = [
  ['github_app', 'api'],
  ['aws', 'sts_endpoint'],
  ['google_service_account', 'token_uri'],
  ['google_service_account', 'iam_endpoint'],
  ['azure_client', 'authority'],
  ['oauth_client', 'token_url'],
] as const
/** What says something about a role that is assumed. */
const OF_A_ROLE = ['session_name', 'external_id', 'session_policy']

/** What is wrong between a connection's credentials and the rest of the file. `signing` are protocols that sign by AWS keys. */
export function* checkCredentials(root: At, connection: At, signing: readonly string[]): Iterable<Finding> {
  const protocol = connection.get('protocol').text ?? ''
  for (const credential of credentialsOf(connection)) yield* checkCredential(root, credential, protocol, signing)
}

function* checkCredential(root: At, credential: At, protocol: string, signing: readonly string[]): Iterable<Finding> {
  const [app, aws] = [credential.get('github_app'), credential.get('aws')]
  if (app.value !== undefined && protocol !== 'git' && protocol !== 'github') {
    yield app.says('is for connections of protocol git or github')
  }
  if (aws.value !== undefined) {
    if (!signing.includes(protocol)) yield aws.says(signedBy(signing, protocol))
    yield* checkRole(aws)
  }
  for (const [kind, field] of SERVICES) yield* checkScheme(root, credential.get(kind).get(field))
  yield* checkVaultReferences(root, credential)
}

/** What is wrong with where Vault is. */
export function* checkVault(root: At): Iterable<Finding> {
  yield* checkScheme(root, root.get('vault').get('address'))
  for (const field of vaultSecrets(root.get('vault'))) {
    if (field.text?.startsWith('vault:')) yield field.says("can't lie in Vault: it is what opens Vault")
  }
}

function signedBy(signing: readonly string[], protocol: string): string {
  const those = signing.length === 0 ? 'which no protocol does yet' : `as ${signing.join(' and ')} does`
  return `is for protocols that sign each request, ${those}; ${protocol} doesn't`
}

function* checkRole(aws: At): Iterable<Finding> {
  if (aws.get('role_arn').value !== undefined) {
    const [identity, external] = [aws.get('web_identity'), aws.get('external_id')]
    if (identity.value !== undefined && external.value !== undefined)
      yield external.says("isn't taken with web_identity")
    return
  }
  if (aws.get('web_identity').value !== undefined) yield aws.says('must have a role_arn beside web_identity')
  for (const field of OF_A_ROLE.map((name) => aws.get(name))) {
    if (field.value !== undefined) yield field.says('is for a role: set role_arn')
  }
}

function* checkScheme(root: At, url: At): Iterable<Finding> {
  if (url.text === undefined || !URL.canParse(url.text)) return
  const { protocol, hostname } = new URL(url.text)
  const open = protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''))
  if (open && root.get('mode').value !== 'development') {
    yield url.says('must be https://: http:// is only for a loopback address, or mode: development')
  }
}

/** What lies in Vault needs one. */
function* checkVaultReferences(root: At, credential: At): Iterable<Finding> {
  if (root.get('vault').value !== undefined) return
  const needing = [credential.get('vault_database'), credential.get('aws').get('vault')]
  for (const field of needing) {
    if (field.value !== undefined) yield field.says('needs Vault: say where it is in the section vault')
  }
  for (const field of credentialSecrets(credential)) {
    if (field.text?.startsWith('vault:')) yield field.says('lies in Vault: say where that is in the section vault')
  }
}
