import type { SecretReference } from './reference.ts'

/** How a connection is opened, its secrets by reference. */
export type ConfiguredCredential =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly secret: SecretReference }
  | { readonly kind: 'bearer'; readonly secret: SecretReference }
  | { readonly kind: 'header'; readonly name: string; readonly secret: SecretReference }
  | {
      readonly kind: 'github_app'
      readonly appId: string
      readonly installationId: string
      /** The private key. */
      readonly secret: SecretReference
      readonly api: URL
    }
  | {
      readonly kind: 'vault_database'
      readonly mount: string
      readonly role: string
      readonly leaseSeconds: number | null
    }
  | {
      readonly kind: 'aws'
      readonly from:
        | {
            readonly kind: 'keys'
            readonly accessKeyId: SecretReference
            readonly secretAccessKey: SecretReference
            readonly sessionToken: SecretReference | null
          }
        | { readonly kind: 'vault'; readonly mount: string; readonly role: string }
        | { readonly kind: 'web_identity'; readonly token: SecretReference }
      readonly role: {
        readonly arn: string
        readonly sessionName: string | null
        readonly externalId: string | null
        readonly durationSeconds: number
        /** JSON. */
        readonly sessionPolicy: string | null
      } | null
      readonly region: string
      readonly service: string
      readonly stsEndpoint: URL | null
    }
  | {
      readonly kind: 'google_service_account'
      /** Google's JSON file. */
      readonly key: SecretReference
      readonly target: { readonly scopes: readonly string[] } | { readonly audience: string }
      readonly impersonate: string | null
      readonly tokenUri: URL
      readonly iamEndpoint: URL
    }
  | {
      readonly kind: 'azure_client'
      readonly tenant: string
      readonly clientId: string
      readonly proof:
        | { readonly kind: 'secret'; readonly secret: SecretReference }
        | { readonly kind: 'certificate'; readonly certificate: SecretReference; readonly key: SecretReference }
        | { readonly kind: 'federated_token'; readonly token: SecretReference }
      readonly scope: string
      readonly authority: URL
    }
  | {
      readonly kind: 'oauth_client'
      readonly tokenUrl: URL
      readonly clientId: string
      readonly secret: SecretReference
      readonly scope: string | null
      readonly audience: string | null
    }

/** Where Vault is, and how we prove to it who we are. */
export interface ConfiguredVault {
  readonly address: URL
  /** Absolute path of PEM; null where the system's authorities count. */
  readonly caFile: string | null
  readonly namespace: string | null
  readonly auth:
    | { readonly kind: 'token'; readonly token: SecretReference }
    | {
        readonly kind: 'approle'
        readonly mount: string
        readonly roleId: SecretReference
        readonly secretId: SecretReference
      }
    /** JWT and Kubernetes. */
    | { readonly kind: 'jwt'; readonly mount: string; readonly role: string; readonly token: SecretReference }
}
