import { begun, begunSecretKey } from '../begun.ts'
import { spelled } from '../names.ts'
import { provider } from '../provider.ts'
import type { Rule } from '../rule.ts'
import { characters } from '../sample.ts'

const BASE64 = '[A-Za-z0-9+/]'

/** Clouds, and what runs on them. */
export const clouds: readonly Rule[] = [
  provider({
    name: 'aws-access-key',
    title: 'AWS access key ID, of a user or temporary',
    tokens: ['AKIA[A-Z2-7]{16}', 'ASIA[A-Z2-7]{16}', 'ABIA[A-Z2-7]{16}', 'ACCA[A-Z2-7]{16}'],
    verify: (value) => !value.endsWith('EXAMPLE'),
    hides: begun(['AKIA', 'ASIA'], 'A-Z0-9', 16),
  }),
  provider({
    name: 'aws-secret-access-key',
    title: 'AWS secret access key, by its name',
    named: [
      {
        names: spelled('secret access key', 'aws secret key', 'aws secret', 'aws secret access'),
        value: `${BASE64}{40}`,
      },
    ],
    verify: (value) => /[A-Z]/.test(value) && /[a-z]/.test(value) && !/EXAMPLEKEY$/.test(value),
    hides: [begunSecretKey],
  }),
  provider({
    name: 'aws-bedrock-key',
    title: 'Amazon Bedrock API key',
    tokens: ['ABSKQmVkcm9ja0FQSUtleS[A-Za-z0-9+/]{80,260}'],
  }),
  provider({ name: 'google-api-key', title: 'Google Cloud and Firebase API key', tokens: ['AIza[\\w-]{35}'] }),
  provider({ name: 'google-oauth-secret', title: 'Google OAuth client secret', tokens: ['GOCSPX-[\\w-]{28}'] }),
  provider({
    name: 'azure-storage-key',
    title: 'Azure account key: storage, Cosmos DB, Batch',
    tokens: [`AccountKey=(${BASE64}{86}==)`],
    named: [
      {
        names: spelled('azure storage', 'storage account key', 'storage key', 'cosmos', 'account key'),
        value: `${BASE64}{86}==`,
      },
    ],
  }),
  provider({
    name: 'azure-shared-access-key',
    title: 'Azure shared access key: Service Bus, Event Hubs, IoT Hub',
    tokens: [`SharedAccessKey=(${BASE64}{43}=)`],
  }),
  provider({
    name: 'azure-client-secret',
    title: 'Microsoft Entra ID client secret',
    tokens: Array.from({ length: 10 }, (_, digit) => `[\\w.~-]{3}${digit}Q~[\\w.~-]{31,34}`),
  }),
  provider({
    name: 'azure-devops-token',
    title: 'Azure DevOps personal access token',
    tokens: ['[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}'],
  }),
  provider({
    name: 'digitalocean-token',
    title: 'DigitalOcean personal, OAuth or refresh token',
    tokens: ['dop_v1_[0-9a-f]{64}', 'doo_v1_[0-9a-f]{64}', 'dor_v1_[0-9a-f]{64}'],
  }),
  provider({
    name: 'heroku-key',
    title: 'Heroku API key',
    tokens: ['HRKU-AA[\\w-]{58}', 'HRKU-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'],
    named: [{ names: ['heroku'], value: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}' }],
  }),
  provider({
    name: 'cloudflare-token',
    title: 'Cloudflare API token or key, by its name, and origin CA key',
    tokens: ['v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}'],
    named: [
      { names: ['cloudflare', 'cf_api', 'cfapi', 'cf-api'], value: '[\\w-]{40}' },
      { names: ['cloudflare', 'cf_api', 'cfapi', 'cf-api'], value: '[0-9a-f]{37}' },
    ],
    verify: (value) => /\d/.test(value),
  }),
  provider({
    name: 'fly-token',
    title: 'Fly.io access token',
    tokens: ['fm1r_[A-Za-z0-9+/]{80,1000}', 'fm2_[A-Za-z0-9+/]{80,1000}', 'fo1_[\\w-]{43}'],
  }),
  provider({
    name: 'supabase-token',
    title: 'Supabase access token or secret key',
    tokens: ['sbp_[0-9a-f]{40}', 'sb_secret_[\\w-]{31}'],
  }),
  provider({
    name: 'planetscale-token',
    title: 'PlanetScale token or password',
    tokens: ['pscale_tkn_[\\w.-]{32,64}', 'pscale_pw_[\\w.-]{32,64}', 'pscale_oauth_[\\w.-]{32,64}'],
  }),
  provider({ name: 'netlify-token', title: 'Netlify personal access token', tokens: ['nfp_[A-Za-z0-9]{36}'] }),
  provider({
    name: 'databricks-token',
    title: 'Databricks personal access token',
    tokens: ['dapi[0-9a-f]{32}', 'dapi[0-9a-f]{32}-[0-9]{1,2}'],
  }),
  provider({
    name: 'alibaba-access-key',
    title: 'Alibaba Cloud access key ID',
    tokens: ['LTAI[A-Za-z0-9]{20}'],
    lookalikes: () => [`LTAI${characters('A-Z', 30)}`],
  }),
]
