import { begunJwt, begunKey, begunValues } from '../begun.ts'
import { authorization, called, userArgument } from '../generic.ts'
import { jwt } from '../jwt.ts'
import { spelled } from '../names.ts'
import { pem, putty, serviceAccount } from '../private-key.ts'
import type { Rule } from '../rule.ts'
import { characters } from '../sample.ts'
import { passwordIn } from '../url.ts'

const DATABASES =
  /^(?:postgres(?:ql)?|mysqlx?|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|couchdb|influxdb|nats|kafka|ldaps?|neo4j|bolt|h2)(?:\+[a-z0-9]+)?$/

const label = (edge: string, kind: string) => ['-----', edge, ' ', kind, 'PRIVATE', ' KEY', '-----'].join('')
const block = (kind = '') => `${label('BEGIN', kind)}\n${characters('A-Za-z0-9+/', 64)}\n${label('END', kind)}`
const password = (length: number) => `${characters('A-Za-z0-9', length - 2)}7x`
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = (header: object) =>
  `${encoded(header)}.${encoded({ sub: characters('0-9', 9), aud: 'api' })}.${characters('\\w', 43)}`

/** What has the form of a standard, whoever made it. */
export const formats: readonly Rule[] = [
  {
    name: 'gcp-service-account',
    title: 'Google Cloud service account key file',
    confidence: 'provider',
    shapes: [serviceAccount],
    examples: () => [
      `{"private_key_id": "${characters('0-9a-f', 40)}", "private_key": "«${block().replaceAll('\n', '\\n')}»"}`,
    ],
    lookalikes: () => [`{"private_key_id": "${characters('0-9a-f', 40)}", "private_key": "none"}`],
  },
  {
    name: 'private-key',
    title: 'Private key: PEM, OpenSSH, OpenPGP, PuTTY',
    confidence: 'provider',
    shapes: [pem, putty],
    hides: [begunKey],
    examples: () => [
      ...['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '].map(block),
      `Private-${'Lines'}: 2\n«${characters('A-Za-z0-9+/', 64)}\n${characters('A-Za-z0-9+/', 40)}»\nPrivate-MAC: 00`,
    ],
    lookalikes: () => [block().replaceAll('PRIVATE', 'PUBLIC'), `${label('BEGIN', '')}\n...\n${label('END', '')}`],
  },
  {
    name: 'jwt',
    title: 'JSON Web Token',
    confidence: 'provider',
    shapes: [jwt],
    hides: [begunJwt],
    verify: (value) => !value.includes('.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l'),
    examples: () => [signed({ alg: 'RS256', kid: 'a' }), `x=«${signed({ typ: 'JWT', alg: 'HS256' })}»&y`],
    lookalikes: () => [
      signed({ alg: 'none' }),
      signed({ kid: 'a' }),
      `eyJ${characters('A-Za-z', 30)}.eyJ${characters('a-z', 9)}.x`,
    ],
  },
  {
    name: 'database-url',
    title: "Password in a database's or broker's address",
    confidence: 'generic',
    shapes: [passwordIn((scheme) => DATABASES.test(scheme))],
    examples: () => [
      `postgres://app:«${password(14)}»@db.internal:5432/app`,
      `"mongodb+srv://app:«${password(12)}»@cluster0.mongodb.net/?retryWrites=true"`,
      `redis://:«${password(20)}»@cache:6379/0`,
    ],
    lookalikes: () => [
      'postgres://postgres:postgres@localhost/app',
      `mysql://root:${'$'}{DB_PASSWORD}@db/app`,
      'redis://cache:6379/0',
    ],
  },
  {
    name: 'url-credentials',
    title: 'Password in any other address',
    confidence: 'generic',
    shapes: [passwordIn((scheme) => scheme !== '' && !DATABASES.test(scheme))],
    examples: () => [`https://ci:«${password(16)}»@git.acme.dev/shop.git`, `ftp://mirror:«${password(9)}»@files/`],
    lookalikes: () => [
      'https://user:password@host/',
      'https://acme.dev:8443/a@b',
      'https://{user}:{password}@host/',
      'ssh://git@host:22/',
    ],
  },
  {
    name: 'connection-string-password',
    title: 'Password in a connection string: ADO.NET, ODBC, JDBC',
    confidence: 'generic',
    shapes: [
      ...[';', '?', '&'].flatMap((joint) => [
        called([`${joint}password`, `${joint}pwd`], /^(?:password|pwd)$/, 'password'),
      ]),
    ],
    examples: () => [
      `Server=db;User Id=sa;Password=«${password(12)}»;Encrypt=True`,
      `jdbc:mysql://db/app?user=app&password=«${password(14)}»`,
    ],
    lookalikes: () => ['Server=db;User Id=sa;Password=<password>;', 'jdbc:mysql://db/app?user=app&password=changeme'],
  },
  {
    name: 'generic-password',
    title: 'Password by its name',
    confidence: 'generic',
    shapes: [
      called(
        ['pass', 'pwd'],
        /(?:^|user|db|root|admin|my|ssh|sa)(?:pass(?:word|wd|phrase|code|wort)?|pwd)\d?$/,
        'password',
      ),
    ],
    examples: () => [
      `password: "«${password(12)}»"`,
      `export DB_PASSWORD=«${password(16)}»`,
      `<password>«${password(10)}»</password>`,
      `curl --password «${password(12)}» https://acme.dev`,
      `"keystorePass" => '«${password(9)}!»'`,
      'adminPassword = "«Winter!2024»"',
    ],
    lookalikes: () => [
      'password: "Password"',
      `password = "${'$'}{DB_PASSWORD}"`,
      'password=changeme1234',
      'password_file = "/run/secrets/a1b2c3d4"',
      'password: String',
      'passed = "a1b2c3d4e5f6"',
      'the password 12345678',
    ],
  },
  {
    name: 'generic-api-key',
    title: 'Key, token or secret by its name',
    confidence: 'generic',
    shapes: [
      called(
        [
          'secret',
          'token',
          'credential',
          ...spelled(
            ...[
              'api key',
              'access key',
              'auth key',
              'private key',
              'encryption key',
              'signing key',
              'master key',
              'account key',
            ],
            ...[
              'storage key',
              'service key',
              'license key',
              'deploy key',
              'admin key',
              'app key',
              'application key',
              'subscription key',
            ],
          ),
        ],
        /(?:secrets?|token|credentials?|key)\d?$/,
        'key',
      ),
    ],
    hides: begunValues([
      ...['api key', 'access key', 'auth key', 'private key', 'secret key'].flatMap((name) =>
        ['_', '-', ''].map((joint) => name.replace(' ', joint)),
      ),
      ...['secret', 'token', 'password', 'passwd', 'passphrase'],
    ]),
    examples: () => [
      `api_key = "«${characters('A-Za-z0-9', 32)}»"`,
      `{"accessToken": "«${characters('\\w', 40)}»"}`,
      `CLIENT_SECRET=«${characters('A-Za-z0-9.~', 38)}»`,
      `- name: SIGNING_KEY\n  value: "«${characters('0-9a-f', 64)}»"`,
      `<add key="ApiKey" value="«${characters('A-Za-z0-9', 24)}»" />`,
      `ENV APP_TOKEN «${characters('A-Za-z0-9', 24)}»`,
    ],
    lookalikes: () => [
      'api_key = process.env.API_KEY',
      'token: AccessToken',
      `public_key = "${characters('A-Za-z0-9+/', 43)}="`,
      `token_id = "${characters('0-9a-f', 32)}"`,
      'secretName: shop-database-credentials',
      'max_tokens: 128000000000000000',
      'access_token = "<your-access-token-goes-here>"',
    ],
  },
  {
    name: 'authorization-header',
    title: 'Credential of an Authorization header',
    confidence: 'generic',
    shapes: [authorization('bearer'), authorization('basic')],
    examples: () => [
      `Authorization: Bearer «${characters('A-Za-z0-9', 32)}»`,
      `-H "authorization: Basic «${Buffer.from(`ci:${password(14)}`).toString('base64')}»"`,
    ],
    lookalikes: () => [
      'Authorization: Bearer $TOKEN',
      'bearer authenticationtoken',
      'Basic authentication-and-more',
      'Bearer <token-goes-here>',
    ],
  },
  {
    name: 'command-line-credentials',
    title: "Password in the argument of curl's -u",
    confidence: 'generic',
    shapes: [userArgument],
    examples: () => [
      `curl -u ci:«${password(12)}» https://acme.dev`,
      `curl --user "ci:«${password(12)}»" https://acme.dev`,
    ],
    lookalikes: () => [
      'docker run -u 1000:1000 image',
      'curl -u user:password https://acme.dev',
      'curl -u "$USER:$PASSWORD" https://acme.dev',
    ],
  },
]
