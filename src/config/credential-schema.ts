import { z } from 'zod'
import { anySecret, fields, seconds, text, url, word } from './fields.ts'

/** Fields that frame a message or lead it elsewhere: a credential there would break the request. */
const FRAMING = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i

/** What goes into a URL, and is a number as often as not. */
const identifier = z
  .union([z.int().min(1), text((value) => /^[A-Za-z0-9_.-]+$/.test(value), 'must be an id')], {
    error: 'must be an id',
  })
  .transform(String)

const service = url(['https:', 'http:'])
/** Where an engine or an auth method of Vault is mounted, and what is named there. */
const vaultPath = text(
  (value) => value.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part)),
  'must be words with slashes between them',
)
const name = text((value) => /^[\w.@-]+$/.test(value), 'must be of letters, digits and . _ @ -')

/** True where exactly one of the fields stands. */
function one(...names: readonly string[]) {
  return (value: { readonly [name: string]: unknown }) => names.filter((it) => value[it] !== undefined).length === 1
}

/** Where Vault is, and how we prove to it who we are. */
export const vault = fields({
  address: service,
  ca: word.optional(),
  namespace: vaultPath.optional(),
  auth: fields({
    token: anySecret.optional(),
    approle: fields({ mount: vaultPath.default('approle'), role_id: anySecret, secret_id: anySecret }).optional(),
    jwt: fields({ mount: vaultPath.default('jwt'), role: name, token: anySecret }).optional(),
    kubernetes: fields({
      mount: vaultPath.default('kubernetes'),
      role: name,
      token: anySecret.default('file:/var/run/secrets/kubernetes.io/serviceaccount/token'),
    }).optional(),
  }).refine(one('token', 'approle', 'jwt', 'kubernetes'), {
    error: 'must have exactly one of token, approle, jwt and kubernetes',
  }),
})

const aws = fields({
  keys: fields({
    access_key_id: anySecret,
    secret_access_key: anySecret,
    session_token: anySecret.optional(),
  }).optional(),
  vault: fields({ mount: vaultPath.default('aws'), role: name }).optional(),
  web_identity: fields({ token: anySecret }).optional(),
  role_arn: text(
    (value) => /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value),
    "must be a role's ARN",
  ).optional(),
  session_name: text(
    (value) => /^[\w+=,.@-]{2,64}$/.test(value),
    'must be of 2 to 64 letters, digits and + = , . @ - _',
  ).optional(),
  external_id: text(
    (value) => /^[\w+=,.@:/-]{2,1224}$/.test(value),
    'must be of letters, digits and + = , . @ : / - _',
  ).optional(),
  duration_seconds: z.int().min(900).max(43_200).default(3_600),
  session_policy: z.record(z.string(), z.json()).optional(),
  region: text((value) => /^[a-z0-9-]+$/.test(value), 'must be a region, such as eu-central-1'),
  service: text((value) => /^[a-z0-9-]+$/.test(value), 'must be a service as signatures name it, such as s3'),
  sts_endpoint: service.optional(),
}).refine(one('keys', 'vault', 'web_identity'), { error: 'must have exactly one of keys, vault and web_identity' })

const google = fields({
  key: anySecret,
  scopes: z.array(word).min(1).optional(),
  audience: word.optional(),
  impersonate: text(
    (value) => /^[\w.+-]+@[\w.-]+$/.test(value),
    "must be a service account's e-mail address",
  ).optional(),
  token_uri: service.default('https://oauth2.googleapis.com/token'),
  iam_endpoint: service.default('https://iamcredentials.googleapis.com'),
}).refine(one('scopes', 'audience'), { error: 'must have exactly one of audience and scopes' })

const azure = fields({
  tenant: name,
  client_id: name,
  secret: anySecret.optional(),
  certificate: fields({ cert: anySecret, key: anySecret }).optional(),
  federated_token: anySecret.optional(),
  scope: word,
  authority: service.default('https://login.microsoftonline.com'),
}).refine(one('secret', 'certificate', 'federated_token'), {
  error: 'must have exactly one of certificate, federated_token and secret',
})

const oauth = fields({
  token_url: service,
  client_id: word,
  client_secret: anySecret,
  scope: word.optional(),
  audience: word.optional(),
})

const kinds = {
  aws: aws.optional(),
  azure_client: azure.optional(),
  basic: fields({
    username: text((value) => /^[^:\x00-\x1f\x7f]*$/.test(value), 'must have no colon'),
    password: anySecret,
  }).optional(),
  bearer: anySecret.optional(),
  github_app: fields({
    app_id: identifier,
    installation_id: identifier,
    private_key: anySecret,
    api: service.default('https://api.github.com'),
  }).optional(),
  google_service_account: google.optional(),
  header: fields({
    name: text(
      (value) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) && !FRAMING.test(value),
      'must be the name of a header field',
    ),
    value: anySecret,
  }).optional(),
  oauth_client: oauth.optional(),
  vault_database: fields({
    mount: vaultPath.default('database'),
    role: name,
    lease_seconds: seconds(60).optional(),
  }).optional(),
}
const names = Object.keys(kinds)
const listed = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** What opens a connection. */
export const credential = z.union(
  [z.literal('none'), fields(kinds).refine(one(...names), { error: `must have exactly one of ${listed}` })],
  { error: `must be none, or have one of ${listed}` },
)

/** {@link credential}, valid, its defaults filled in. */
export type CredentialSettings = z.infer<typeof credential>
/** {@link vault}, the same. */
export type VaultSettings = z.infer<typeof vault>
