import type { Innocent } from './index.ts'
import { screaming, snake } from './names.ts'
import type { Random } from './random.ts'
import { settings } from './settings.ts'
import { sources } from './sources.ts'

/** What stands in documents and settings in the place of a secret. */
const STAND_INS = [
  ...[
    'changeme',
    'change-me-please',
    'CHANGE_ME_IN_PRODUCTION',
    'your-api-key-here',
    'YOUR_ACCESS_TOKEN',
    'my-secret-password',
  ],
  ...[
    '<your-token>',
    '<paste the key here>',
    '[REDACTED]',
    '***************',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
    'XXXX-XXXX-XXXX-XXXX',
  ],
  ...[
    'example-secret-value',
    'not-a-real-password',
    'dummy_token_12345',
    'test-token-for-unit-tests',
    'placeholder123',
    'insert_key_here',
  ],
  ...[
    '000000000000000000000000',
    '1234567890',
    'abcdefghijklmnopqrstuvwxyz',
    '0123456789abcdef0123456789abcdef',
    'aaaaaaaaaaaaaaaa',
    'foobarbaz',
  ],
  ...['hunter2-is-an-example', 'replace_with_actual_secret', 'TODO-set-this', 'undefined', 'required', 'notasecret'],
]

/** References to where a secret is: in the environment, in a vault, in a template's values. */
const REFERENCES: readonly ((name: string) => string)[] = [
  (name) => `\${${screaming(name)}}`,
  (name) => `$${screaming(name)}`,
  (name) => `\${${screaming(name)}:-}`,
  (name) => `{{ ${snake(name)} }}`,
  (name) => `{{ .Values.secrets.${snake(name)} }}`,
  (name) => `\${{ secrets.${screaming(name)} }}`,
  (name) => `%${screaming(name)}%`,
  (name) => `<%= ENV.fetch("${screaming(name)}") %>`,
  (name) => `process.env.${screaming(name)}`,
  (name) => `os.getenv('${screaming(name)}')`,
  (name) => `var.${snake(name)}`,
  (name) => `data.vault_generic_secret.shop.data.${snake(name)}`,
  (name) => `op://vault/shop/${snake(name)}`,
  (name) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${snake(name)}`,
  (name) => `projects/shop/secrets/${snake(name)}/versions/latest`,
  (name) => `file:///run/secrets/${snake(name)}`,
  (name) => `ENC[AES256_GCM,data:${snake(name)},type:str]`,
]

const NAMES = ['DB_PASSWORD', 'apiKey', 'ACCESS_TOKEN', 'client_secret', 'JWT_SECRET']

/** Every stand-in in three files, every reference in three. */
export function placeholders(random: Random): Innocent[] {
  const written = (kind: string, make: (name: string) => string): Innocent => {
    const name = random.pick(NAMES)
    const [path, write] = random.pick(random.pick([sources, settings]))
    return { kind, path, text: write(name, make(name), random) }
  }
  return [
    ...STAND_INS.flatMap((value) => [1, 2, 3].map(() => written(`stand-in ${value}`, () => value))),
    ...REFERENCES.flatMap((make) => [1, 2, 3].map(() => written(`reference ${make('X')}`, make))),
  ]
}
