import type { At } from './at.ts'

const OF_CREDENTIALS = [
  'basic.password',
  'bearer',
  'header.value',
  'github_app.private_key',
  'aws.keys.access_key_id',
  'aws.keys.secret_access_key',
  'aws.keys.session_token',
  'aws.web_identity.token',
  'google_service_account.key',
  'azure_client.secret',
  'azure_client.certificate.cert',
  'azure_client.certificate.key',
  'azure_client.federated_token',
  'oauth_client.client_secret',
]
const OF_VAULT = ['token', 'approle.role_id', 'approle.secret_id', 'jwt.token', 'kubernetes.token']

/** Where secrets may stand below a connection's credential. */
export function credentialSecrets(credential: At): At[] {
  return OF_CREDENTIALS.map((path) => below(credential, path))
}

/** A connection's default credential, and those that policy may name instead. */
export function credentialsOf(connection: At): At[] {
  return [connection.get('credential'), ...connection.get('credentials').entries]
}

/** Where secrets may stand below the section about Vault. */
export function vaultSecrets(vault: At): At[] {
  return OF_VAULT.map((path) => below(vault.get('auth'), path))
}

function below(at: At, path: string): At {
  return path.split('.').reduce((it, name) => it.get(name), at)
}
