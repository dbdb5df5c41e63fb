/**
 * Secrets that look alive, put together only when tests run: none of them is in a file for a scanner to find.
 * Each has the text around it, and what of that is left.
 */
const letters = (length: number, alphabet = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7') =>
  Array.from({ length }, (_, at) => alphabet[(at * 7) % alphabet.length]).join('')
const upper = (length: number) => letters(length, 'ABC2DEF3GHI4JKL5')
const pem = (kind: string, body: string) => ['-----BEGIN', kind, 'PRIVATE', 'KEY-----'].filter(Boolean).join(' ') + body

export const jwt = `ey${'J'}${letters(33)}.ey${'J'}${letters(60)}.${letters(43)}-_x`
export const githubToken = `gh${'p'}_${letters(36)}`

const ends = (kind: string) => ['-----END', kind, 'PRIVATE', 'KEY-----'].filter(Boolean).join(' ')
const base64Lines = Array.from({ length: 20 }, () => `${letters(62)}+/`).join('\n')

export interface Sample {
  readonly detector: string
  /** What is to be gone. */
  readonly secret: string
  readonly before: string
  readonly after: string
}

const sample = (detector: string, secret: string, before = 'It is ', after = ', so there.\n'): Sample => ({
  detector,
  secret,
  before,
  after,
})

export const samples: readonly Sample[] = [
  ...['p', 'o', 'u', 's', 'r'].map((kind) => sample('github-token', `gh${kind}_${letters(36)}`)),
  sample('github-token', `github_${'pat'}_${letters(22)}_${letters(59)}`, '"', '"'),
  sample('github-token', `gh${'s'}_${letters(900)}`, 'x', '\n'),
  sample('github-token', `gh${'s'}_123456_ey${'J'}${letters(40)}.${letters(200)}-${letters(9)}`, '\\n', ' '),
  sample('aws-access-key', `AK${'IA'}${upper(16)}`, 'key: ', '\n'),
  sample('aws-access-key', `AS${'IA'}${upper(16)}`, 'id=', '&'),
  sample('aws-secret-access-key', letters(38).concat('/+'), 'aws_secret_access_key = ', '\n'),
  sample('aws-secret-access-key', letters(40), '"SecretAccessKey" : "', '",'),
  sample('aws-secret-access-key', letters(40), '<SecretAccessKey>', '</SecretAccessKey>'),
  sample('aws-secret-access-key', letters(40), 'AWS_SECRET_ACCESS_KEY="', '"'),
  ...['', 'RSA', 'EC', 'OPENSSH', 'ENCRYPTED', 'DSA'].map((kind) =>
    sample('private-key', `${pem(kind, `\n${base64Lines}\n`)}${ends(kind)}`, 'a "file"\n', '\nand more\n'),
  ),
  sample('private-key', `${pem('', `\\n${base64Lines.replaceAll('\n', '\\n')}\\n`)}${ends('')}`, '{"k":"', '\\n"}'),
  sample('jwt', jwt, 'Bearer '),
  sample('jwt', jwt, 'x%3D', '%26'),
  sample('jwt', jwt, 'line\\n', '\\n'),
  sample('jwt', jwt, 'session_'),
  sample('jwt', jwt, 'eyJ.'),
  sample('jwt', jwt, '\\u0026t=\\u003d', '"'),
  sample('jwt', `ey${'J'}${letters(5000)}`),
  sample('slack-token', `xox${'b'}-${letters(12, '0123456789')}-${letters(24)}`),
  sample('slack-token', `xox${'e'}.xox${'p'}-1-${letters(100)}`),
  sample('slack-token', `xa${'pp'}-1-${upper(11)}-${letters(64)}`),
  ...['api_key', 'API-KEY', 'apikey', 'Secret', 'accessToken', 'password', 'passphrase', 'GITHUB_TOKEN'].map((name) =>
    sample('generic-api-key', letters(20), `{"${name}": "`, '"}'),
  ),
  sample('generic-api-key', 'hunter', "password: '", "'\n"),
  sample('generic-api-key', letters(9), 'PASSWORD=', '\nNEXT=1\n'),
  sample('generic-api-key', letters(9), 'client_secret=', '&x=1'),
  sample('generic-api-key', letters(9), 'token%3D', ' '),
  sample('generic-api-key', letters(9), 'token:          ', '\n'),
  sample('generic-api-key', letters(9), "'api_key' => ", ';'),
  sample('generic-api-key', letters(9), '"{\\"token\\": \\"', '\\"}"'),
  sample('generic-api-key', letters(9000), 'token=', '\n'),
]

/** Text in which detectors have nothing to find. */
export const innocents: readonly string[] = [
  'ghp_short and gho_ and github_pat_',
  'AKIA and ASIA, Asia, AKIAshort1234',
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  '-----BEGIN PUBLIC KEY-----',
  `eyJ and eyJhbGci.x and eyJ${'aB3'.repeat(340)} end`,
  'xoxb- xoxz-1234567890123',
  '"token": null, "tokens": 12345678, "max_tokens":4096, token: "abc"',
  'token=$GITHUB_TOKEN password: {{ password }} secret: <your secret>',
  'a token is a word, and the password: it is',
  'tokenizer=whatever secretary: somebody',
]
