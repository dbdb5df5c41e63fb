import { ambiguous } from './ambiguous.ts'
import type { Innocent } from './index.ts'
import { placeholders } from './placeholders.ts'
import { ALNUM, BASE64, BASE64URL, base64, base64url, DIGITS, HEX, LOWER, type Random, UPPER, uuid } from './random.ts'

type Kind = readonly [kind: string, path: string, write: (random: Random) => string]

const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')

/** What is long and random, and public: names of contents, pictures, code, keys for everybody. */
const kinds: readonly Kind[] = [
  ['git oid', 'CHANGELOG.md', (r) => `- fix the basket (${r.chars(HEX, 40)})\n- token refresh (${r.chars(HEX, 7)})\n`],
  ['git oid by a keyword', 'deploy.yml', (r) => `key: ${r.chars(HEX, 40)}\ncommit: ${r.chars(HEX, 40)}\n`],
  ['submodule', '.gitmodules.lock', (r) => `secret-store ${r.chars(HEX, 40)}\nauth ${r.chars(HEX, 40)}\n`],
  [
    'integrity',
    'package-lock.json',
    (r) =>
      `    "node_modules/@acme/auth-token": {\n      "version": "3.0.1",\n      "resolved": "https://registry.acme.dev/@acme/auth-token/-/auth-token-3.0.1.tgz",\n      "integrity": "sha512-${r.chars(BASE64, 86)}==",\n      "license": "MIT"\n    },\n`,
  ],
  [
    'yarn lock',
    'yarn.lock',
    (r) =>
      `"secret-keys@^2.0.0":\n  version "2.1.4"\n  resolved "https://registry.acme.dev/secret-keys/-/secret-keys-2.1.4.tgz#${r.chars(HEX, 40)}"\n  integrity sha1-${r.chars(BASE64, 27)}=\n`,
  ],
  [
    'pnpm lock',
    'pnpm-lock.yaml',
    (r) =>
      `  password-hash@1.2.2:\n    resolution: {integrity: sha512-${r.chars(BASE64, 86)}==}\n    engines: {node: '>= 0.4.0'}\n`,
  ],
  [
    'cargo lock',
    'Cargo.lock',
    (r) =>
      `[[package]]\nname = "secrecy"\nversion = "0.10.3"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${r.chars(HEX, 64)}"\n`,
  ],
  [
    'go sum',
    'go.sum',
    (r) =>
      `github.com/acme/token v1.2.0 h1:${r.chars(BASE64, 43)}=\ngithub.com/acme/token v1.2.0/go.mod h1:${r.chars(BASE64, 43)}=\n`,
  ],
  [
    'poetry lock',
    'poetry.lock',
    (r) =>
      `[[package]]\nname = "passlib"\nfiles = [\n    {file = "passlib-1.7.4-py2.py3-none-any.whl", hash = "sha256:${r.chars(HEX, 64)}"},\n]\n`,
  ],
  ['requirements hash', 'requirements.txt', (r) => `keyring==25.6.0 \\\n    --hash=sha256:${r.chars(HEX, 64)}\n`],
  ['checksum file', 'SHA256SUMS', (r) => lines(5, (at) => `${r.chars(HEX, 64)}  secret-tool-${at}.tar.gz`)],
  ['image digest', 'deploy.yaml', (r) => `image: ghcr.io/acme/token-service@sha256:${r.chars(HEX, 64)}\n`],
  ['uuid', 'ids.json', (r) => `{"keyId":"${uuid(r)}","tenant_id":"${uuid(r)}","correlation":"${uuid(r)}"}\n`],
  [
    'subresource integrity',
    'index.html',
    (r) => `<script src="/auth.js" integrity="sha384-${r.chars(BASE64, 64)}" crossorigin="anonymous"></script>\n`,
  ],
  [
    'picture',
    'style.css',
    (r) => `.key { background: url(data:image/png;base64,iVBORw0KGgo${r.chars(BASE64, 600)}==) no-repeat }\n`,
  ],
  [
    'font',
    'fonts.css',
    (r) => `@font-face { font-family: Secret; src: url("data:font/woff2;base64,d09GMgAB${r.chars(BASE64, 1200)}") }\n`,
  ],
  [
    'source map',
    'app.js.map',
    (r) =>
      `{"version":3,"sources":["token.ts"],"mappings":"${lines(60, () => `${r.chars('ACDEGIKMOQSUWYacegikmoqsuwyz', 5)},`).replaceAll('\n', '')}"}\n`,
  ],
  [
    'minified',
    'vendor.min.js',
    (r) =>
      `var e=function(t){return t.token||t.secret?n(t.password):null},${lines(12, () => `${r.chars(LOWER, 1)}=${r.chars(LOWER, 2)}.${r.chars(LOWER, 3)}`).replaceAll('\n', ',')};e.apiKey=function(t){return this.key=t,this};\n`,
  ],
  [
    'certificate',
    'ca.pem',
    (r) => `-----BEGIN CERTIFICATE-----\n${lines(8, () => r.chars(BASE64, 64))}\n-----END CERTIFICATE-----\n`,
  ],
  [
    'public key',
    'key.pub.pem',
    (r) => `-----BEGIN PUBLIC KEY-----\n${lines(4, () => r.chars(BASE64, 64))}\n-----END PUBLIC KEY-----\n`,
  ],
  [
    'ssh public key',
    'authorized_keys',
    (r) =>
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.chars(BASE64, 43)} ci@acme.dev\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ${r.chars(BASE64, 340)} ada\n`,
  ],
  [
    'public key by name',
    'config.toml',
    (r) =>
      `public_key = "${r.chars(BASE64, 43)}="\nsshPublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.chars(BASE64, 43)}"\n`,
  ],
  [
    'pgp public key',
    'KEYS',
    (r) =>
      `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${lines(6, () => r.chars(BASE64, 64))}\n-----END PGP PUBLIC KEY BLOCK-----\n`,
  ],
  [
    'wrong checksum',
    'docs/tokens.md',
    (r) => `It looks like \`gh${r.pick(['p', 'o', 's'])}_${r.chars(ALNUM, 36)}\`, say.\n`,
  ],
  [
    'too short',
    'docs/github.md',
    (r) =>
      `Begins with gh${'p'}_${r.chars(ALNUM, 12)}, or gl${'pat'}-${r.chars(ALNUM, 8)}, or np${'m'}_${r.chars(ALNUM, 20)}.\n`,
  ],
  ['too long', 'data.txt', (r) => `id AK${'IA'}${r.chars(UPPER + DIGITS, 30)} end np${'m'}_${r.chars(ALNUM, 60)}\n`],
  [
    'wrong alphabet',
    'codes.txt',
    (r) => `AK${'IA'}${r.chars(UPPER, 8)}01890189 do${'p'}_v1_${r.chars(LOWER, 32)}GHIJ${r.chars(UPPER, 28)}\n`,
  ],
  [
    'published example',
    'docs/aws.md',
    () => `Use AK${'IA'}IOSFODNN7EXAMPLE with wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY in documents.\n`,
  ],
  [
    'test key of a payment service',
    'docs/pay.md',
    (r) => `Try sk_${'test'}_${r.chars(ALNUM, 24)} and pk_${'live'}_${r.chars(ALNUM, 24)} first.\n`,
  ],
  [
    'not a json web token',
    'parse.test.ts',
    (r) => `expect(() => parse('eyJ${r.chars(ALNUM, 20)}.${r.chars(ALNUM, 12)}.${r.chars(ALNUM, 9)}')).toThrow()\n`,
  ],
  [
    'json in base64',
    'state.txt',
    (r) => `next=${base64(`{"page":${r.whole(2, 90)},"after":"${r.chars(LOWER, 10)}"}`)}\n`,
  ],
  [
    'base64 text',
    'mail.eml',
    (r) =>
      `Content-Transfer-Encoding: base64\n\n${base64(`Dear customer ${r.whole(1, 999)}, your password was changed; nothing is to be done. Yours, the shop`)}\n`,
  ],
  [
    'translation',
    'locales/en.json',
    (r) =>
      `{"password":"Password","secret":"Secret question","token":"Token is no longer valid","apiKey":"${r.pick(['API key', 'Your API key', 'Key'])}","confirm_password":"Confirm password"}\n`,
  ],
  [
    'translation',
    'locales/de.json',
    (r) =>
      `{"password":"Passwort","passwordForgotten":"${r.pick(['Passwort vergessen?', 'Zugangsdaten vergessen'])}","token":"Sicherheitsschlüssel","secret":"Geheimnis"}\n`,
  ],
  [
    'schema',
    'schema.graphql',
    () =>
      `type Login {\n  password: String!\n  token: AccessToken\n  apiKey: Identifier\n  secret: SecretReference!\n}\n`,
  ],
  [
    'types',
    'src/types.ts',
    (r) =>
      `export interface Login {\n  password: string\n  token: AccessToken<'${r.pick(['read', 'write'])}'>\n  secretKey?: Uint8Array\n  apiKey: () => Promise<string>\n}\n`,
  ],
  [
    'code',
    'src/login.ts',
    (r) =>
      `const password = form.get('password')\nconst token = await issueToken(user.id, ${r.whole(10, 99)})\nconst apiKey = options.apiKey ?? config.apiKey\nsecret = readFileSync(path, 'utf8')\n`,
  ],
  [
    'code',
    'login.py',
    () =>
      `password = getpass.getpass("Password: ")\ntoken = request.headers.get("X-Auth-Token")\nsecret = secrets.token_urlsafe(32)\napi_key = settings.API_KEY\n`,
  ],
  [
    'code',
    'login.go',
    () =>
      `password := flag.String("password", "", "the password of the user")\ntoken, err := auth.TokenFromContext(ctx)\nsecretName = corev1.LocalObjectReference{Name: "shop-credentials"}\n`,
  ],
  [
    'form',
    'login.html',
    (r) =>
      `<input type="password" name="password" id="password-field-${r.whole(1, 9)}" autocomplete="current-password">\n<input type="hidden" name="csrf-token-field" class="token-input-hidden">\n`,
  ],
  [
    'selector',
    'login.css',
    () => `.password-strength-indicator:hover, [data-token="login-form-primary"] { color: #a1b2c3 }\n`,
  ],
  [
    'names of secrets',
    'k8s.yaml',
    () => `secretName: shop-database-credentials\nsecretKeyRef:\n  name: shop-secrets\n  key: database-password\n`,
  ],
  [
    'paths',
    'config.ini',
    (r) =>
      `password_file = /run/secrets/db_password_${r.whole(1, 9)}\nprivate_key = /etc/ssl/private/shop-2026.key\ntoken_path = ./var/token.json\n`,
  ],
  [
    'addresses',
    'config.yaml',
    (r) =>
      `token_url: https://login.acme.dev/oauth2/v${r.whole(1, 3)}/token\nsecret_uri: vault://kv/data/shop#password\n`,
  ],
  [
    'versions',
    'pom.xml',
    (r) =>
      `<token.version>3.${r.whole(1, 20)}.${r.whole(0, 9)}-SNAPSHOT</token.version>\n<secret.plugin>2.0.0.RELEASE</secret.plugin>\n`,
  ],
  [
    'sizes',
    'llm.yaml',
    (r) =>
      `max_tokens: ${r.whole(1000, 90_000)}\ntoken_limit: 128000000\npassword_min_length: 12\npasswordExpiryMillis: 86400000000\n`,
  ],
  [
    'dates',
    'session.json',
    (r) => `{"tokenExpiry":"2026-0${r.whole(1, 9)}-11T10:00:00.000Z","passwordChangedAt":"2026-02-03 10:11:12"}\n`,
  ],
  ['hashes of passwords', 'users.csv', (r) => `ada,sha256,${r.chars(HEX, 64)}\npassword_sha256=${r.chars(HEX, 64)}\n`],
  [
    'cache keys',
    'cache.json',
    (r) =>
      `{"cacheKey":"${r.chars(HEX, 32)}","sortKey":"orders#2026-03-04","partitionKey":"customer#${r.whole(1, 999)}"}\n`,
  ],
  [
    'git log',
    'log.txt',
    (r) =>
      lines(
        4,
        () =>
          `commit ${r.chars(HEX, 40)}\nAuthor: Ada <ada@acme.dev>\n\n    Rotate the secret token: see ${r.chars(HEX, 10)}`,
      ),
  ],
  [
    'address without a password',
    'README.md',
    (r) =>
      `git clone ssh://git@git.acme.dev:2222/acme/shop.git\nhttps://acme.dev:8443/a@b/${r.chars(LOWER, 8)}\nhttp://localhost:3000/@scope/name\n`,
  ],
  [
    'address of a document',
    'README.md',
    (r) => `See https://docs.acme.dev/guides/password=reset?token=${r.chars(LOWER, 6)}#secret:key\n`,
  ],
  ['wasm in base64', 'wasm.js', (r) => `export default "AGFzbQEAAAAB${r.chars(BASE64, 900)}"\n`],
  [
    'public identifiers',
    'analytics.html',
    (r) =>
      `gtag('config', 'G-${r.chars(UPPER + DIGITS, 10)}'); ga('UA-${r.chars(DIGITS, 8)}-1'); pk='${r.chars(DIGITS, 12)}'\n`,
  ],
  [
    'jwk for everybody',
    'jwks.json',
    (r) =>
      `{"keys":[{"kty":"EC","crv":"P-256","kid":"${r.chars(BASE64URL, 43)}","x":"${r.chars(BASE64URL, 43)}","y":"${r.chars(BASE64URL, 43)}","use":"sig"}]}\n`,
  ],
  [
    'cursor',
    'page.json',
    (r) =>
      `{"nextPageCursor":"${base64url(`cursor:${r.whole(1, 9999)}:${r.chars(LOWER, 6)}`)}","etag":"W/\\"${r.chars(BASE64, 27)}\\""}\n`,
  ],
]

/** Four files of each kind, and every placeholder in three of the ways in which people write them. */
export function lookalikes(random: Random): Innocent[] {
  return [
    ...[...kinds, ...ambiguous].flatMap(([kind, path, write]) =>
      Array.from({ length: 4 }, () => ({ kind, path, text: write(random) })),
    ),
    ...placeholders(random),
  ]
}
