import { ALNUM, BASE64, HEX, LOWER, type Random, uuid } from './random.ts'

/** What is no secret, though only somebody who knows what it is for could say so. */
export const ambiguous: readonly (readonly [kind: string, path: string, write: (random: Random) => string])[] = [
  [
    'token of a document',
    'rfc6749.md',
    ({ pick }) =>
      `{"access_token":"${pick(['2YotnFZF', 'SlAV32hk'])}Ejr1zCsicMWpAA","token_type":"example","expires_in":3600}\n`,
  ],
  ['idempotency key', 'pay.http', (r) => `POST /payments HTTP/1.1\nIdempotency-Key: ${uuid(r)}\n`],
  ['nonce', 'policy.html', (r) => `<script nonce="${r.chars(ALNUM, 22)}">boot()</script>\n`],
  ['hash of a password', 'users.sql', (r) => `INSERT INTO users (password) VALUES ('$2b$12$${r.chars(ALNUM, 53)}');\n`],
  ['hash of a password', 'shadow.yaml', (r) => `password: $6$${r.chars(ALNUM, 8)}$${r.chars(ALNUM, 86)}\n`],
  [
    'publishable key',
    'shop.html',
    (r) => `<script>Pay({ publishableKey: 'pk_${'live'}_${r.chars(ALNUM, 24)}' })</script>\n`,
  ],
  ['site key', 'form.html', (r) => `<div class="captcha" data-sitekey="6L${r.chars(ALNUM, 38)}"></div>\n`],
  [
    'password of a test',
    'login.test.ts',
    ({ pick, whole }) => `const user = { name: 'ada', password: '${pick(['Passw0rd', 'S3cret'])}!${whole(1, 99)}' }\n`,
  ],
  [
    'token of a test',
    'parse.test.ts',
    ({ chars }) => `expect(parse({ token: 'token-${chars(LOWER, 3)}-1' })).toEqual({ token: 'token-1' })\n`,
  ],
  ['access key ID', 'report.json', (r) => `{"accessKeyId":"${r.chars(HEX, 32)}","secretId":"${r.chars(HEX, 24)}"}\n`],
  [
    'encrypted value',
    'secrets.enc.yaml',
    (r) => `password: ENC[AES256_GCM,data:${r.chars(BASE64, 24)},iv:${r.chars(BASE64, 43)}=,type:str]\n`,
  ],
  [
    'sealed secret',
    'sealed.yaml',
    (r) => `kind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag${r.chars(BASE64, 400)}\n`,
  ],
]
