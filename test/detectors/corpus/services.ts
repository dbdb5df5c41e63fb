import type { Family } from './family.ts'
import { ALNUM, BASE32, BASE64URL, base64url, DIGITS, HEX, LOWER, UPPER, uuid } from './random.ts'

/** Messaging, payment, monitoring, models and the rest. Formats are those of the providers' documentation. */
export const services: readonly Family[] = [
  [
    'slack-bot',
    ['SLACK_BOT_TOKEN'],
    (r) => `xox${'b'}-${r.chars(DIGITS, 12)}-${r.chars(DIGITS, 13)}-${r.chars(ALNUM, 24)}`,
  ],
  [
    'slack-user',
    ['SLACK_TOKEN'],
    (r) => `xox${'p'}-${r.chars(DIGITS, 12)}-${r.chars(DIGITS, 12)}-${r.chars(DIGITS, 13)}-${r.chars(HEX, 32)}`,
  ],
  [
    'slack-app',
    ['SLACK_APP_TOKEN'],
    (r) => `xa${'pp'}-1-A${r.chars(UPPER + DIGITS, 10)}-${r.chars(DIGITS, 13)}-${r.chars(HEX, 64)}`,
  ],
  [
    'slack-webhook',
    ['SLACK_WEBHOOK_URL'],
    (r) =>
      `https://hooks.${'slack'}.com/services/T${r.chars(UPPER + DIGITS, 10)}/B${r.chars(UPPER + DIGITS, 10)}/${r.chars(ALNUM, 24)}`,
  ],
  [
    'stripe',
    ['STRIPE_SECRET_KEY', 'STRIPE_API_KEY'],
    (r) => `${r.pick(['s', 'r'])}k_${'live'}_${r.chars(ALNUM, r.pick([24, 99]))}`,
  ],
  ['stripe-webhook', ['STRIPE_WEBHOOK_SECRET'], (r) => `wh${'sec'}_${r.chars(ALNUM, 32)}`],
  ['openai', ['OPENAI_API_KEY'], (r) => `s${'k'}-${r.chars(ALNUM, 20)}T3Blbk${'FJ'}${r.chars(ALNUM, 20)}`],
  [
    'openai-project',
    ['OPENAI_API_KEY'],
    (r) => `s${'k'}-${r.pick(['proj', 'svcacct'])}-${r.chars(BASE64URL, 74)}T3Blbk${'FJ'}${r.chars(BASE64URL, 74)}`,
  ],
  ['anthropic', ['ANTHROPIC_API_KEY'], (r) => `s${'k'}-ant-api03-${r.chars(BASE64URL, 93)}AA`],
  ['hugging-face', ['HF_TOKEN'], (r) => `h${'f'}_${r.chars(UPPER + LOWER, 34)}`],
  ['groq', ['GROQ_API_KEY'], (r) => `gs${'k'}_${r.chars(ALNUM, 52)}`],
  ['replicate', ['REPLICATE_API_TOKEN'], (r) => `r${'8'}_${r.chars(ALNUM, 37)}`],
  ['openrouter', ['OPENROUTER_API_KEY'], (r) => `s${'k'}-or-v1-${r.chars(HEX, 64)}`],
  ['sendgrid', ['SENDGRID_API_KEY'], (r) => `S${'G'}.${r.chars(BASE64URL, 22)}.${r.chars(BASE64URL, 43)}`],
  ['mailgun', ['MAILGUN_API_KEY'], (r) => `ke${'y'}-${r.chars(HEX, 32)}`],
  ['mailchimp', ['MAILCHIMP_API_KEY'], (r) => `${r.chars(HEX, 32)}-${'us'}${r.whole(1, 21)}`],
  ['brevo', ['BREVO_API_KEY'], (r) => `xkey${'sib'}-${r.chars(HEX, 64)}-${r.chars(ALNUM, 16)}`],
  ['twilio', ['TWILIO_AUTH_TOKEN'], (r) => r.chars(HEX, 32), 'named'],
  ['square', ['SQUARE_ACCESS_TOKEN'], (r) => `sq0${'atp'}-${r.chars(BASE64URL, 22)}`],
  ['square-oauth', ['SQUARE_SECRET'], (r) => `sq0${'csp'}-${r.chars(BASE64URL, 43)}`],
  [
    'shopify',
    ['SHOPIFY_ACCESS_TOKEN', 'SHOPIFY_API_SECRET'],
    (r) => `shp${r.pick(['at', 'ca', 'pa', 'ss'])}_${r.chars(HEX, 32)}`,
  ],
  ['linear', ['LINEAR_API_KEY'], (r) => `lin_${'api'}_${r.chars(ALNUM, 40)}`],
  ['notion', ['NOTION_TOKEN'], (r) => `nt${'n'}_${r.chars(DIGITS, 11)}${r.chars(ALNUM, 35)}`],
  ['notion-legacy', ['NOTION_KEY'], (r) => `sec${'ret'}_${r.chars(ALNUM, 43)}`],
  [
    'telegram',
    ['TELEGRAM_BOT_TOKEN', 'TG_TOKEN'],
    (r) => `${r.whole(1, 7)}${r.chars(DIGITS, 9)}:A${'A'}${r.chars(BASE64URL, 33)}`,
  ],
  [
    'discord-bot',
    ['DISCORD_TOKEN', 'DISCORD_BOT_TOKEN'],
    (r) => `${base64url(`1${r.chars(DIGITS, 17)}`)}.G${r.chars(BASE64URL, 5)}.${r.chars(BASE64URL, 38)}`,
    'named',
  ],
  [
    'discord-webhook',
    ['DISCORD_WEBHOOK'],
    (r) => `https://discord.com/api/${'webhooks'}/1${r.chars(DIGITS, 17)}/${r.chars(BASE64URL, 68)}`,
  ],
  ['datadog', ['DD_API_KEY', 'DATADOG_API_KEY'], (r) => r.chars(HEX, 32), 'named'],
  ['datadog-app', ['DD_APP_KEY', 'DATADOG_APP_KEY'], (r) => r.chars(HEX, 40), 'named'],
  ['new-relic', ['NEW_RELIC_API_KEY'], (r) => `NR${'AK'}-${r.chars(UPPER + DIGITS, 27)}`],
  ['new-relic-license', ['NEW_RELIC_LICENSE_KEY'], (r) => `${r.chars(HEX, 36)}NR${'AL'}`],
  [
    'sentry-org',
    ['SENTRY_AUTH_TOKEN'],
    (r) =>
      `sn${'trys'}_${base64url(`{"iat":17${r.chars(DIGITS, 8)}.5,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"acme"}`)}_${r.chars(ALNUM, 43)}`,
  ],
  ['sentry-user', ['SENTRY_AUTH_TOKEN'], (r) => `sn${'tryu'}_${r.chars(HEX, 64)}`],
  ['grafana-service', ['GRAFANA_TOKEN'], (r) => `gl${'sa'}_${r.chars(ALNUM, 32)}_${r.chars(HEX, 8)}`],
  [
    'grafana-cloud',
    ['GRAFANA_CLOUD_TOKEN'],
    (r) => `gl${'c'}_${base64url(`{"o":"${r.chars(DIGITS, 6)}","n":"ci","k":"${r.chars(ALNUM, 32)}","m":{"r":"eu"}}`)}`,
  ],
  ['postman', ['POSTMAN_API_KEY'], (r) => `PM${'AK'}-${r.chars(HEX, 24)}-${r.chars(HEX, 34)}`],
  ['figma', ['FIGMA_TOKEN'], (r) => `fi${'gd'}_${r.chars(BASE64URL, 40)}`],
  ['dynatrace', ['DT_API_TOKEN'], (r) => `dt0${'c01'}.${r.chars(BASE32, 24)}.${r.chars(BASE32, 64)}`],
  ['contentful', ['CONTENTFUL_MANAGEMENT_TOKEN'], (r) => `CF${'PAT'}-${r.chars(BASE64URL, 43)}`],
  ['typeform', ['TYPEFORM_TOKEN'], (r) => `tf${'p'}_${r.chars(ALNUM, 44)}_${r.chars(ALNUM, 14)}`],
  ['easypost', ['EASYPOST_API_KEY'], (r) => `EZ${'AK'}${r.chars(HEX, 32)}${r.chars(ALNUM, 22)}`],
  ['langsmith', ['LANGSMITH_API_KEY'], (r) => `lsv2_${'pt'}_${r.chars(HEX, 32)}_${r.chars(HEX, 10)}`],
]

/** What no provider gave a shape: passwords that people and generators make, and keys without a prefix. */
export const unshaped: readonly Family[] = [
  [
    'password-generated',
    ['DB_PASSWORD', 'POSTGRES_PASSWORD', 'adminPassword', 'smtp_password', 'RootPasswd'],
    (r) => r.chars(ALNUM, r.whole(12, 28)),
  ],
  [
    'password-symbols',
    ['db_password', 'MYSQL_ROOT_PASSWORD', 'ldapPassword', 'keystore_pass'],
    (r) => `${r.chars(ALNUM, 4)}${r.chars('!%*+?^@', 2)}${r.chars(ALNUM, r.whole(5, 12))}${r.chars('!%*+?^', 1)}`,
  ],
  [
    'password-by-people',
    ['password', 'user_password', 'PASSWD'],
    (r) =>
      `${r.pick(['Winter', 'Dragon', 'Liverpool', 'Sommer', 'qwerty', 'Monkey'])}${r.chars('!@#_', 1)}${r.whole(100, 20_000)}${r.chars('!?*', r.whole(0, 1))}`,
  ],
  [
    'passphrase',
    ['SIGNING_PASSPHRASE', 'gpg_passphrase'],
    (r) => `${r.chars(LOWER, 6)}-${r.chars(LOWER, 5)}-${r.chars(DIGITS, 3)}-${r.chars(LOWER, 7)}`,
  ],
  [
    'secret-key-hex',
    ['SECRET_KEY_BASE', 'JWT_SECRET', 'session_secret', 'encryptionKey', 'COOKIE_SECRET'],
    (r) => r.chars(HEX, r.pick([32, 64, 128])),
  ],
  [
    'secret-key-base64',
    ['APP_SECRET', 'signing_secret', 'clientSecret', 'MASTER_KEY_SECRET'],
    (r) => `${r.chars(`${ALNUM}+/`, 43)}=`,
  ],
  [
    'api-key-alnum',
    ['API_KEY', 'apiKey', 'ALGOLIA_API_KEY', 'maps_api_key', 'X-Api-Key'],
    (r) => r.chars(ALNUM, r.pick([24, 32, 40])),
  ],
  [
    'api-token-urlsafe',
    ['ACCESS_TOKEN', 'authToken', 'refresh_token', 'DEPLOY_TOKEN'],
    (r) => r.chars(BASE64URL, r.whole(30, 60)).replace(/^-|-$/g, 'x'),
  ],
  ['api-token-uuid', ['API_TOKEN', 'SNYK_TOKEN', 'auth_token'], uuid],
  [
    'client-secret',
    ['OAUTH_CLIENT_SECRET', 'client_secret', 'oidcClientSecret'],
    (r) => r.chars(`${ALNUM}-._~`, 38).concat('a'),
  ],
]
