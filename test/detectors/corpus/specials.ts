import { basic, pem, serviceAccount } from './platforms.ts'
import { ALNUM, BASE64, BASE64URL, HEX, LOWER, type Random, UPPER, uuid } from './random.ts'

/** A secret that is written in a way of its own, in the file that it is usually in. */
export type Special = readonly [
  family: string,
  /** Whether a provider's or a format's own rule is to know it, rather than a generic one. */
  told: 'shaped' | 'generic',
  write: (random: Random) => readonly [path: string, before: string, value: string, after: string],
]

const password = ({ chars, whole }: Random) => `${chars(ALNUM, whole(8, 20))}${whole(1, 9)}${chars(LOWER, 2)}`
const user = ({ pick }: Random) => pick(['app', 'shop', 'postgres', 'ci-bot', 'admin', 'svc_report'])
const host = ({ pick, chars }: Random) => `${pick(['db', 'cache', 'mq', 'files'])}-${chars(LOWER, 3)}.internal.acme.dev`

const databaseUrl = (scheme: string, tail: string): Special => [
  `database-url-${scheme}`,
  'shaped',
  (r) => {
    const open = `${scheme}://${user(r)}:`
    const rest = `@${host(r)}${tail}`
    return r.pick([
      ['.env', `PORT=80\nDATABASE_URL=${open}`, password(r), `${rest}\n`],
      [
        'src/db.ts',
        `import { connect } from './pool.ts'\n\nexport const pool = connect('${open}`,
        password(r),
        `${rest}')\n`,
      ],
      ['config.yaml', `acme:\n  url: "${open}`, password(r), `${rest}"\n  pool: 5\n`],
      ['docker-compose.yml', `    environment:\n      - QUEUE_URL=${open}`, password(r), `${rest}\n`],
    ] as const)
  },
]

const key = (kind: string): Special => [
  `private-key-${kind.toLowerCase().split(' ')[0] || 'pkcs8'}`,
  'shaped',
  (r) => {
    const text = pem(r, kind)
    return r.pick([
      ['id_key', '', text, '\n'],
      ['deploy/key.pem', 'Bag Attributes\n    friendlyName: shop\n', text, '\n'],
      ['src/sign.py', 'KEY = """', text, '"""\n\ndef sign(data):\n    return signer(KEY).sign(data)\n'],
      [
        'k8s/tls.yaml',
        'kind: Secret\nstringData:\n  tls.key: |\n    ',
        text.replaceAll('\n', '\n    '),
        '\n  note: mine\n',
      ],
      ['config.json', '{\n  "signing": { "pem": "', text.replaceAll('\n', '\\n'), '" }\n}\n'],
      ['.env', 'PORT=80\nSIGNING="', text.replaceAll('\n', '\\n'), '"\nREGION=eu\n'],
    ] as const)
  },
]

export const specials: readonly Special[] = [
  databaseUrl('postgres', ':5432/shop'),
  databaseUrl('postgresql', '/shop?sslmode=require'),
  databaseUrl('mysql', ':3306/shop'),
  databaseUrl('mongodb', ':27017/shop?authSource=admin'),
  databaseUrl('mongodb+srv', '/shop?retryWrites=true'),
  databaseUrl('rediss', ':6380/0'),
  databaseUrl('amqps', '/vhost'),
  databaseUrl('mssql', ':1433/shop'),
  [
    'url-credentials',
    'shaped',
    (r) => [
      '.git/config',
      `[remote "origin"]\n\turl = https://${user(r)}:`,
      password(r),
      `@git.acme.dev/acme/shop.git\n`,
    ],
  ],
  [
    'url-credentials',
    'shaped',
    (r) => [
      'requirements.txt',
      `flask==3.1\n--extra-index-url https://${user(r)}:`,
      password(r),
      `@pypi.acme.dev/simple\n`,
    ],
  ],
  [
    'url-credentials',
    'shaped',
    (r) => ['sync.sh', `#!/bin/sh\nwget -q "ftp://${user(r)}:`, password(r), `@${host(r)}/rows.csv.gz"\n`],
  ],
  [
    'redis-without-user',
    'shaped',
    (r) => ['.env', `CELERY_BROKER=redis://:`, password(r), `@${host(r)}:6379/1\nTZ=UTC\n`],
  ],
  [
    'jdbc',
    'shaped',
    (r) => [
      'application.yml',
      `spring:\n  datasource:\n    url: jdbc:postgresql://${host(r)}:5432/shop?user=${user(r)}&password=`,
      password(r),
      `&ssl=true\n`,
    ],
  ],
  [
    'jdbc-sqlserver',
    'shaped',
    (r) => [
      'db.properties',
      `db.url=jdbc:sqlserver://${host(r)}:1433;databaseName=shop;user=sa;password=`,
      password(r),
      `;encrypt=true\n`,
    ],
  ],
  [
    'ado-net',
    'shaped',
    (r) => [
      'appsettings.json',
      `{\n  "ConnectionStrings": {\n    "Shop": "Server=${host(r)};Database=shop;User Id=sa;Password=`,
      password(r),
      `;TrustServerCertificate=True"\n  }\n}\n`,
    ],
  ],
  key(''),
  key('RSA'),
  key('EC'),
  key('OPENSSH'),
  key('ENCRYPTED'),
  [
    'private-key-pgp',
    'shaped',
    (r) => {
      const lines = Array.from({ length: 12 }, () => r.chars(BASE64, 64)).join('\n')
      const label = ['PGP', 'PRIVATE', 'KEY', 'BLOCK'].join(' ')
      return [
        'release.asc',
        '',
        `-----BEGIN ${label}-----\n\n${lines}\n=${r.chars(ALNUM, 4)}\n-----END ${label}-----`,
        '\n',
      ]
    },
  ],
  [
    'private-key-putty',
    'shaped',
    (r) => {
      const lines = (count: number) => Array.from({ length: count }, () => r.chars(BASE64, 64)).join('\n')
      const before = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ci\nPublic-Lines: 2\n${lines(2)}\n`
      return ['ci.ppk', `${before}Private-${'Lines'}: 3\n`, lines(3), `\nPrivate-MAC: ${r.chars(HEX, 64)}\n`]
    },
  ],
  [
    'gcp-service-account',
    'shaped',
    (r) => {
      const written = JSON.stringify(pem(r, '')).slice(1, -1)
      const [before, after] = serviceAccount(r, 'HERE').split('HERE')
      return ['service-account.json', before!, written, after!]
    },
  ],
  [
    'azure-connection-string',
    'shaped',
    (r) => [
      'local.settings.json',
      `{\n  "Values": {\n    "AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=`,
      `${r.chars(BASE64, 85)}Q==`,
      ';EndpointSuffix=core.windows.net"\n  }\n}\n',
    ],
  ],
  [
    'azure-service-bus',
    'shaped',
    (r) => [
      '.env',
      `BUS="Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=`,
      `${r.chars(BASE64, 42)}8=`,
      '"\n',
    ],
  ],
  [
    'datadog-provider',
    'generic',
    (r) => [
      'monitor.tf',
      `provider "datadog" {\n  api_key = "`,
      r.chars(HEX, 32),
      '"\n  api_url = "https://api.datadoghq.eu/"\n}\n',
    ],
  ],
  [
    'npmrc-legacy',
    'shaped',
    (r) => ['.npmrc', 'registry=https://npm.acme.dev/\n//npm.acme.dev/:_authToken=', uuid(r), '\nalways-auth=true\n'],
  ],
  [
    'aws-credentials-file',
    'shaped',
    (r) => [
      '.aws/credentials',
      `[default]\nregion = eu-central-1\naws_secret_access_key = `,
      r.chars(BASE64, 40),
      '\n\n[other]\n',
    ],
  ],
  [
    'bearer-header',
    'generic',
    (r) => [
      'call.sh',
      `curl -s https://api.acme.dev/me -H "Authorization: Bearer `,
      r.chars(BASE64URL, 39).concat('k'),
      '"\n',
    ],
  ],
  [
    'bearer-header',
    'generic',
    (r) => [
      'src/me.ts',
      `export const me = () => fetch(url, { headers: { Authorization: 'Bearer `,
      r.chars(ALNUM, 32),
      `' } })\n`,
    ],
  ],
  [
    'basic-header',
    'generic',
    (r) => [
      'request.http',
      `GET https://api.acme.dev/me\nAccept: */*\nAuthorization: Basic `,
      basic(user(r), password(r)),
      '\n\n',
    ],
  ],
  [
    'curl-user',
    'generic',
    (r) => ['upload.sh', `set -e\ncurl -fsS -u ${user(r)}:`, password(r), ` -T shop.tar.gz https://files.acme.dev/\n`],
  ],
  [
    'command-line',
    'generic',
    (r) => ['Makefile', `push:\n\tdocker login -u ci --password `, password(r), ` registry.acme.dev\n`],
  ],
  ['netrc', 'generic', (r) => ['.netrc', `machine git.acme.dev\n  login ci\n  password `, password(r), '\n']],
  [
    'sql',
    'generic',
    (r) => ['init.sql', `CREATE ROLE shop LOGIN PASSWORD '`, password(r), `';\nGRANT SELECT ON orders TO shop;\n`],
  ],
  [
    'call',
    'generic',
    (r) => ['Main.java', `        builder.setPassword("`, password(r), `");\n        builder.build();\n`],
  ],
  [
    'aws-key-in-a-document',
    'shaped',
    (r) => ['notes.md', `Key: \``, `${'AK'}${'IA'}${r.chars(`${UPPER}234567`, 16)}`, '`, mine.\n'],
  ],
]
