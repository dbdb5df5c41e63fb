import { begun } from '../begun.ts'
import { provider } from '../provider.ts'
import type { Rule } from '../rule.ts'
import { characters } from '../sample.ts'

/** Messages, payments, monitoring, and the rest of what is bought by the month. */
export const services: readonly Rule[] = [
  provider({
    name: 'slack-token',
    title: 'Slack token: bot, user, app, configuration, session',
    tokens: [
      ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-'].map(
        (prefix) => `${prefix}[0-9]{1,13}-[A-Za-z0-9-]{20,120}`,
      ),
      'xoxc-[0-9]{8,13}-[0-9]{8,13}-[0-9]{8,13}-[0-9a-f]{64}',
      'xoxe\\.xoxb-1-[A-Za-z0-9]{100,200}',
      'xoxe\\.xoxp-1-[A-Za-z0-9]{100,200}',
      'xoxe-1-[A-Za-z0-9]{100,200}',
      'xapp-[0-9]-[A-Z0-9]{8,13}-[0-9]{8,15}-[0-9a-f]{60,70}',
    ],
    hides: begun(
      [...Array.from('abcdeoprs', (kind) => `xox${kind}-`), 'xoxe.xoxb-', 'xoxe.xoxp-', 'xapp-'],
      'A-Za-z0-9%\\-',
      10,
      'A-Za-z0-9%.\\-',
    ),
  }),
  provider({
    name: 'slack-webhook',
    title: 'Slack incoming webhook',
    tokens: ['hooks\\.slack\\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{23,25}'],
  }),
  provider({
    name: 'stripe-key',
    title: 'Stripe live secret or restricted key, and webhook secret',
    tokens: ['sk_live_[A-Za-z0-9]{24,247}', 'rk_live_[A-Za-z0-9]{24,247}', 'whsec_[A-Za-z0-9]{32,64}'],
    lookalikes: () => [`pk_live_${characters('A-Za-z0-9', 24)}`, `sk_test_${characters('A-Za-z0-9', 24)}`],
  }),
  provider({ name: 'sendgrid-key', title: 'SendGrid API key', tokens: ['SG\\.[\\w-]{22}\\.[\\w-]{43}'] }),
  provider({
    name: 'mailgun-key',
    title: 'Mailgun API key',
    tokens: ['^key-[0-9a-f]{32}'],
    named: [{ names: ['mailgun'], value: '[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}' }],
    lookalikes: () => [`monkey-${characters('0-9a-f', 32)}`, `cache-key-${characters('0-9a-f', 32)}`],
  }),
  provider({ name: 'mailchimp-key', title: 'Mailchimp API key', tokens: ['[0-9a-f]{32}-us[0-9]{1,2}'] }),
  provider({ name: 'brevo-key', title: 'Brevo API key', tokens: ['xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}'] }),
  provider({
    name: 'twilio-token',
    title: 'Twilio auth token or API secret, by its name',
    named: [
      { names: ['twilio'], value: '[0-9a-f]{32}' },
      { names: ['twilio'], value: '[A-Za-z0-9]{32}' },
    ],
    verify: (value) => /\d/.test(value) && !/^AC[0-9a-f]{32}$/.test(value),
  }),
  provider({
    name: 'square-token',
    title: 'Square access token or OAuth secret',
    tokens: ['sq0atp-[\\w-]{22}', 'sq0csp-[\\w-]{43}', 'EAAAE[\\w-]{59}', 'EAAAl[\\w-]{59}'],
  }),
  provider({
    name: 'shopify-token',
    title: 'Shopify access token or shared secret',
    tokens: ['shpat', 'shpca', 'shppa', 'shpss'].map((prefix) => `${prefix}_[0-9a-fA-F]{32}`),
  }),
  provider({
    name: 'braintree-token',
    title: 'PayPal Braintree access token',
    tokens: ['access_token\\$production\\$[0-9a-z]{16}\\$[0-9a-f]{32}'],
  }),
  provider({ name: 'easypost-key', title: 'EasyPost API key', tokens: ['EZAK[A-Za-z0-9]{54}'] }),
  provider({ name: 'shippo-token', title: 'Shippo live token', tokens: ['shippo_live_[0-9a-f]{40}'] }),
  provider({
    name: 'linear-key',
    title: 'Linear API key',
    tokens: ['lin_api_[A-Za-z0-9]{40}', 'lin_oauth_[A-Za-z0-9]{64}'],
  }),
  provider({
    name: 'notion-token',
    title: 'Notion integration token',
    tokens: ['ntn_[0-9]{11}[A-Za-z0-9]{35}', 'secret_[A-Za-z0-9]{43}'],
    verify: (value) => /\d/.test(value) && /[A-Z]/.test(value),
  }),
  provider({
    name: 'airtable-token',
    title: 'Airtable personal access token, by its name',
    named: [{ names: ['airtable'], value: 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}' }],
  }),
  provider({
    name: 'telegram-token',
    title: 'Telegram bot token',
    tokens: ['[0-9]{8,10}:AA[\\w-]{33}'],
  }),
  provider({
    name: 'discord-token',
    title: 'Discord bot token, by its name',
    named: [
      {
        names: ['discord', 'bot_token', 'bot-token', 'bottoken'],
        value: '[MNO][\\w-]{22,27}\\.[\\w-]{6}\\.[\\w-]{27,38}',
      },
    ],
  }),
  provider({
    name: 'discord-webhook',
    title: 'Discord webhook',
    tokens: ['discord\\.com/api/webhooks/', 'discordapp\\.com/api/webhooks/'].map(
      (place) => `${place}[0-9]{17,20}/[\\w-]{60,80}`,
    ),
  }),
  provider({
    name: 'datadog-key',
    title: 'Datadog API or application key, by its name',
    named: [
      { names: ['datadog', 'dd_api', 'dd_app', 'dd-api', 'dd-app', 'ddapi', 'ddapp'], value: '[0-9a-f]{32}' },
      { names: ['datadog', 'dd_api', 'dd_app', 'dd-api', 'dd-app', 'ddapi', 'ddapp'], value: '[0-9a-f]{40}' },
    ],
  }),
  provider({
    name: 'new-relic-key',
    title: 'New Relic user, licence, insert or browser key',
    tokens: ['NRAK-[A-Z0-9]{27}', 'NRII-[\\w-]{32}', 'NRIQ-[\\w-]{32}', 'NRJS-[0-9a-f]{19}', '[0-9a-f]{36}NRAL'],
  }),
  provider({
    name: 'sentry-token',
    title: 'Sentry auth token of an organisation or a user',
    tokens: ['sntrys_[A-Za-z0-9+/=_-]{80,400}', 'sntryu_[0-9a-f]{64}'],
  }),
  provider({
    name: 'grafana-token',
    title: 'Grafana service account token, or Grafana Cloud token',
    tokens: ['glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}', 'glc_eyJ[A-Za-z0-9+/_-]{40,400}'],
  }),
  provider({
    name: 'dynatrace-token',
    title: 'Dynatrace access token',
    tokens: ['dt0c01\\.[A-Z2-7]{24}\\.[A-Z2-7]{64}', 'dt0s16\\.[A-Z2-7]{8}\\.[A-Z2-7]{64}'],
  }),
  provider({ name: 'figma-token', title: 'Figma personal access token', tokens: ['figd_[\\w-]{40,43}'] }),
  provider({ name: 'contentful-token', title: 'Contentful management token', tokens: ['CFPAT-[\\w-]{43}'] }),
  provider({
    name: 'typeform-token',
    title: 'Typeform personal access token',
    tokens: ['tfp_[A-Za-z0-9]{44}_[A-Za-z0-9]{14}'],
  }),
  provider({
    name: 'okta-token',
    title: 'Okta API token, by its name',
    named: [{ names: ['okta'], value: '00[\\w-]{40}' }],
  }),
  provider({
    name: 'dropbox-token',
    title: 'Dropbox short-lived access token',
    tokens: ['sl\\.[\\w-]{130,160}', 'sl\\.u\\.[\\w-]{130,1500}'],
  }),
]
