import { resolve } from 'node:path'
import type { ConfiguredCredential, ConfiguredVault } from './configured-credential.ts'
import type { CredentialSettings, VaultSettings } from './credential-schema.ts'
import { parseSecret, type SecretReference, type SecretSettings } from './reference.ts'

/** What opens a connection, as its valid settings say it. Paths are from `folder` on. */
export function toCredential(from: CredentialSettings, folder: string): ConfiguredCredential {
  if (from === 'none') return { kind: 'none' }
  const secret = (value: SecretSettings): SecretReference => parseSecret(value, folder)!
  const { basic, bearer, header, github_app: app, oauth_client: oauth, vault_database: database } = from
  if (basic) return { kind: 'basic', username: basic.username, secret: secret(basic.password) }
  if (header) return { kind: 'header', name: header.name, secret: secret(header.value) }
  if (bearer) return { kind: 'bearer', secret: secret(bearer) }
  if (app) {
    const { app_id: appId, installation_id: installationId } = app
    return { kind: 'github_app', appId, installationId, secret: secret(app.private_key), api: new URL(app.api) }
  }
  if (database) {
    const { mount, role, lease_seconds: leaseSeconds = null } = database
    return { kind: 'vault_database', mount, role, leaseSeconds }
  }
  if (oauth) {
    const { token_url: url, client_id: clientId, scope = null, audience = null } = oauth
    return {
      kind: 'oauth_client',
      tokenUrl: new URL(url),
      clientId,
      secret: secret(oauth.client_secret),
      scope,
      audience,
    }
  }
  if (from.aws) return toAws(from.aws, secret)
  if (from.azure_client) return toAzure(from.azure_client, secret)
  return toGoogle(from.google_service_account!, secret)
}

type Settings = Exclude<CredentialSettings, 'none'>
type Parse = (value: SecretSettings) => SecretReference

function toAws(from: NonNullable<Settings['aws']>, secret: Parse): ConfiguredCredential {
  const { keys, vault, web_identity: identity, role_arn: arn, session_policy: policy, sts_endpoint: sts } = from
  const role =
    arn === undefined
      ? null
      : {
          arn,
          sessionName: from.session_name ?? null,
          externalId: from.external_id ?? null,
          durationSeconds: from.duration_seconds,
          sessionPolicy: policy === undefined ? null : JSON.stringify(policy),
        }
  const place = {
    role,
    region: from.region,
    service: from.service,
    stsEndpoint: sts === undefined ? null : new URL(sts),
  }
  if (vault) return { kind: 'aws', from: { kind: 'vault', ...vault }, ...place }
  if (identity) return { kind: 'aws', from: { kind: 'web_identity', token: secret(identity.token) }, ...place }
  const { access_key_id: id, secret_access_key: key, session_token: token } = keys!
  const sessionToken = token === undefined ? null : secret(token)
  return {
    kind: 'aws',
    from: { kind: 'keys', accessKeyId: secret(id), secretAccessKey: secret(key), sessionToken },
    ...place,
  }
}

function toAzure(from: NonNullable<Settings['azure_client']>, secret: Parse): ConfiguredCredential {
  const { tenant, client_id: clientId, scope, certificate, federated_token: token } = from
  const at = { kind: 'azure_client', tenant, clientId, scope, authority: new URL(from.authority) } as const
  if (token) return { ...at, proof: { kind: 'federated_token', token: secret(token) } }
  if (!certificate) return { ...at, proof: { kind: 'secret', secret: secret(from.secret!) } }
  const { cert, key } = certificate
  return { ...at, proof: { kind: 'certificate', certificate: secret(cert), key: secret(key) } }
}

function toGoogle(from: NonNullable<Settings['google_service_account']>, secret: Parse): ConfiguredCredential {
  return {
    kind: 'google_service_account',
    key: secret(from.key),
    target: from.scopes === undefined ? { audience: from.audience! } : { scopes: from.scopes },
    impersonate: from.impersonate ?? null,
    tokenUri: new URL(from.token_uri),
    iamEndpoint: new URL(from.iam_endpoint),
  }
}

/** Where Vault is, as its valid settings say it. Paths are from `folder` on. */
export function toVault({ address, ca, namespace, auth }: VaultSettings, folder: string): ConfiguredVault {
  const secret = (value: SecretSettings): SecretReference => parseSecret(value, folder)!
  const { token, approle } = auth
  const at = {
    address: new URL(address),
    caFile: ca === undefined ? null : resolve(folder, ca),
    namespace: namespace ?? null,
  }
  if (token) return { ...at, auth: { kind: 'token', token: secret(token) } }
  if (approle) {
    const { mount, role_id: roleId, secret_id: secretId } = approle
    return { ...at, auth: { kind: 'approle', mount, roleId: secret(roleId), secretId: secret(secretId) } }
  }
  const { mount, role, token: jwt } = (auth.jwt ?? auth.kubernetes)!
  return { ...at, auth: { kind: 'jwt', mount, role, token: secret(jwt) } }
}
