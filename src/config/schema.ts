import { z } from 'zod'
import { HONEYTOKEN_KINDS } from '../core/honeytoken.ts'
import { isHostName, isNetwork, parseAddress } from './address.ts'
import { credential, vault } from './credential-schema.ts'
import { fields, seconds, secret, text, url, word } from './fields.ts'
import { login } from './login.ts'

export type { Config } from './config.ts'
export type { Problem } from './problem.ts'

/** JWS algorithms (RFC 7518, RFC 8037, RFC 9864) whose keys can be published. With a shared secret anybody who verifies can sign. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')
/** JWS algorithms that OPA signs bundles by. Here the secret is shared between us and one signer. */
const BUNDLE_ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 HS256 HS384 HS512 EdDSA'.split(' ')

const count = z.int().min(1)

/** A certificate and its key: paths of PEM files. */
const certified = fields({ cert: word, key: word })

const listen = fields({
  address: text((value) => parseAddress(value) !== null, 'must be host:port, such as 127.0.0.1:7070 or [::1]:7070'),
  tls: certified.optional(),
  behind_tls: z.array(text(isNetwork, 'must be a network, such as 10.0.0.0/8')).min(1).optional(),
})

const issuer = fields({
  name: word,
  preset: word.optional(),
  issuer: url(['https:', 'http:']).optional(),
  audience: word,
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).optional(),
  run: z.array(word).min(1).optional(),
  ca: word.optional(),
  credential: fields({ bearer: secret }).optional(),
})

const saml = fields({
  name: word,
  entity_id: word,
  certificates: z.array(word).min(1),
  audience: word,
  recipient: url(['https:', 'http:']).optional(),
  run: z.array(word).default([]),
})

const agent = fields({
  name: word,
  issuer: word,
  claims: z.record(
    z.string(),
    z.union([word, z.array(word).min(1)], { error: 'must be text, or a list of text: put numbers in quotes' }),
  ),
  groups: z.array(word).default([]),
})

const person = fields({
  email: text((value) => /^[^@\s]+@[^@\s]+$/.test(value), 'must be an address, such as ada@example.com'),
  slack: text(
    (value) => /^T[A-Z0-9]+\/[UW][A-Z0-9]+$/.test(value),
    'must be a Slack team and a member ID, such as T012AB3C4/U012AB3CD',
  ).optional(),
  sub: word.optional(),
  logins: z.record(word, word).default({}),
  groups: z.array(word).default([]),
})

const slackId = (letters: string, what: string) =>
  text(
    (value) => new RegExp(`^[${letters}][A-Z0-9]+$`).test(value),
    `must be the ID of ${what}, such as ${letters[0]}012AB3CD`,
  )

const slack = fields({
  bot_token: secret,
  signing_secret: secret.optional(),
  app_token: secret.optional(),
  team: slackId('T', 'a Slack workspace'),
  channel: slackId('CG', 'a Slack channel'),
  channels: z.array(slackId('CG', 'a Slack channel')).default([]),
  groups: z.record(word, slackId('S', 'a Slack user group')).default({}),
  api: url(['https:', 'http:']).optional(),
}).refine((it) => (it.signing_secret === undefined) !== (it.app_token === undefined), {
  error: 'must have exactly one of signing_secret (HTTP) and app_token (Socket Mode)',
})

/** How much is recorded, and for how long it is kept. */
const level = z.enum(['full', 'head', 'none'])
const days = z.int().min(1).max(36_500)

const connection = fields({
  name: text(
    (value) => /^[a-z0-9][a-z0-9-]*$/.test(value),
    'must be of a-z, 0-9 and hyphens, and begin with no hyphen',
  ),
  protocol: word,
  upstream: url(['https:', 'http:']),
  ca: word.optional(),
  hosts: z.array(text(isHostName, 'must be a host name in lower case, without a port')).default([]),
  client_certificate: fields({ cert: word, key: word }).optional(),
  credential: credential.default('none'),
  credentials: z
    .record(
      text((name) => /^[a-z0-9-]+$/.test(name), 'must be named by a-z, 0-9 and hyphens'),
      credential,
    )
    .default({}),
  labels: z.record(z.string(), z.json()).default({}),
  recordings: fields({
    request: level.optional(),
    answer: level.optional(),
    days: days.optional(),
    legal_hold: z.boolean().default(false),
  }).prefault({}),
})

const service = fields({
  url: url(['https:', 'http:']),
  resource: text((value) => /^[^#\s]+$/.test(value), 'must be what stands after the URL, without spaces or a fragment'),
  credential: fields({ bearer: secret }).optional(),
  polling: fields({
    min_delay_seconds: seconds(1).default(60),
    max_delay_seconds: seconds(1).default(120),
    long_polling_timeout_seconds: z.int().min(1).max(3_600).optional(),
  }).prefault({}),
})

/** OPA's words, and its defaults but for the buffer, which is unlimited there. */
const decisionLog = fields({
  stdout: z.literal(true).optional(),
  file: word.optional(),
  service: fields({
    url: url(['https:', 'http:']),
    resource: service.shape.resource.default('/logs'),
    credential: fields({ bearer: secret }).optional(),
  }).optional(),
  reporting: fields({
    buffer_size_limit_bytes: count.default(16_777_216),
    upload_size_limit_bytes: z.int().min(90).max(4_294_967_296).default(32_768),
    min_delay_seconds: seconds(1).default(300),
    max_delay_seconds: seconds(1).default(600),
  }).prefault({}),
}).refine(({ stdout, file, service }) => [stdout, file, service].filter((it) => it !== undefined).length === 1, {
  error: 'must have exactly one of stdout, file and service',
})

/** Where policy comes from, and how it is verified. */
export const policy = fields({
  bundle: word.optional(),
  service: service.optional(),
  verification: fields({
    key: secret,
    algorithm: z.enum(BUNDLE_ALGORITHMS).default('RS256'),
    key_id: word.optional(),
    scope: word.optional(),
  }).optional(),
  decision_log: decisionLog.optional(),
}).refine((it) => (it.bundle === undefined) !== (it.service === undefined), {
  error: 'must have exactly one of bundle and service',
})

const journal = fields({
  signing_key: secret.optional(),
  anchors: z
    .array(
      fields({ file: word.optional(), url: url(['https:', 'http:']).optional() }).refine(
        ({ file, url }) => (file === undefined) !== (url === undefined),
        { error: 'must have exactly one of file and url' },
      ),
    )
    .default([]),
})

const honeytokens = fields({
  revoke: z.boolean().default(false),
  variables: z
    .record(
      text((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name), 'must be named as an environment variable: A-Z, 0-9 and _'),
      z.enum(HONEYTOKEN_KINDS),
    )
    .refine((variables) => Object.keys(variables).length > 0, { error: 'must name a variable' }),
})

/** The configuration file as it is written, once YAML is read. What one field alone can't tell is in `rules.ts`. */
export const settings = fields({
  listen: fields({
    agents: listen,
    people: listen,
    status: listen.pick({ address: true }),
    proxy: listen.optional(),
  }),
  certificate_authority: certified.optional(),
  data_directory: word.default('.sallyport'),
  store: z
    .union([z.literal('embedded'), fields({ url: secret })], { error: 'must be embedded, or have a url' })
    .default('embedded'),
  policy,
  session: fields({ seconds: seconds(1).default(900), maximum_seconds: seconds(1).default(21_600) }).prefault({}),
  approvals: fields({
    wait_seconds: seconds(0).default(45),
    inline_seconds: seconds(0).default(600),
    url: url(['https:', 'http:']).optional(),
  }).prefault({}),
  limits: fields({
    spool_bytes: count.default(268_435_456),
    session_spool_bytes: count.default(1_073_741_824),
    mirror_bytes: count.default(10_737_418_240),
    inspection_seconds: seconds(1).default(300),
    journal_entries: count.default(10_000),
    journal_bytes: count.default(67_108_864),
    holds: count.default(10_000),
    session_holds: count.default(100),
  }).prefault({}),
  recordings: fields({
    request: level.default('head'),
    answer: level.default('head'),
    head_bytes: count.default(65_536),
    full_bytes: count.default(268_435_456),
    days: days.default(90),
  }).prefault({}),
  journal: journal.prefault({}),
  honeytokens: honeytokens.optional(),
  mode: z.enum(['production', 'development']).default('production'),
  vault: vault.optional(),
  login: login.optional(),
  issuers: z.array(issuer),
  saml: z.array(saml).default([]),
  agents: z.array(agent),
  people: z.array(person).default([]),
  slack: slack.optional(),
  connections: z.array(connection),
})

/** {@link settings}, valid, its defaults filled in. */
export type Settings = z.infer<typeof settings>
