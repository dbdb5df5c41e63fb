import { crc32 } from 'node:zlib'
import type { Family } from './family.ts'
import {
  ALNUM,
  BASE32,
  BASE64,
  BASE64URL,
  base64,
  base64url,
  DIGITS,
  HEX,
  LOWER,
  type Random,
  UPPER,
  uuid,
} from './random.ts'

/** GitHub's own form: 30 characters, and their CRC-32 as six digits of base 62. */
export function githubClassic(random: Random, kind: string): string {
  const body = random.chars(ALNUM, 30)
  let sum = crc32(body)
  let digits = ''
  for (let at = 0; at < 6; at++) {
    digits = ALNUM[sum % 62] + digits
    sum = Math.floor(sum / 62)
  }
  return `gh${kind}_${body}${digits}`
}

/** Clouds, forges, registries and the tools that stand on them. Formats are those of the providers' documentation. */
export const platforms: readonly Family[] = [
  ['aws-access-key-id', ['AWS_ACCESS_KEY_ID'], (r) => `${r.pick(['AK', 'AS'])}${'IA'}${r.chars(BASE32, 16)}`],
  ['aws-secret-access-key', ['AWS_SECRET_ACCESS_KEY'], (r) => r.chars(BASE64, 40), 'named'],
  ['github-classic', ['GITHUB_TOKEN', 'GH_PAT'], (r) => githubClassic(r, r.pick(['p', 'o', 'u', 's', 'r']))],
  ['github-fine-grained', ['GH_TOKEN'], (r) => `github_${'pat'}_${r.chars(ALNUM, 22)}_${r.chars(ALNUM, 59)}`],
  ['gitlab-pat', ['GITLAB_TOKEN'], (r) => `gl${'pat'}-${r.chars(BASE64URL, 20)}`],
  [
    'gitlab-routable-pat',
    ['GITLAB_TOKEN'],
    (r) => `gl${'pat'}-${r.chars(BASE64URL, 38)}.01.${r.chars(LOWER + DIGITS, 9)}`,
  ],
  ['gitlab-runner', ['RUNNER_TOKEN'], (r) => `gl${'rt'}-${r.chars(BASE64URL, 20)}`],
  [
    'gitlab-other',
    ['CI_TOKEN'],
    (r) => `gl${r.pick(['dt', 'ft', 'soat', 'agent'])}-${r.chars(ALNUM, r.pick([20, 50]))}`,
  ],
  ['gitlab-trigger', ['TRIGGER_TOKEN'], (r) => `gl${'ptt'}-${r.chars(HEX, 40)}`],
  ['gitlab-job', ['CI_JOB_TOKEN'], (r) => `gl${'cbt'}-${r.chars(HEX, 2)}_${r.chars(ALNUM, 20)}`],
  ['google-api-key', ['GOOGLE_MAPS_KEY', 'FIREBASE_API_KEY'], (r) => `AI${'za'}Sy${r.chars(BASE64URL, 33)}`],
  ['google-oauth-secret', ['GOOGLE_CLIENT_SECRET'], (r) => `GOC${'SPX'}-${r.chars(BASE64URL, 28)}`],
  [
    'azure-storage-key',
    ['AZURE_STORAGE_KEY', 'AZURE_STORAGE_ACCOUNT_KEY'],
    (r) => `${r.chars(BASE64, 85)}A==`,
    'named',
  ],
  [
    'azure-client-secret',
    ['AZURE_CLIENT_SECRET', 'ARM_CLIENT_SECRET'],
    (r) => `${r.chars(ALNUM, 3)}8Q~${r.chars(`${ALNUM}-_~.`, 33)}x`,
  ],
  ['azure-devops', ['AZURE_DEVOPS_EXT_PAT'], (r) => `${r.chars(ALNUM, 76)}AZ${'DO'}${r.chars(ALNUM, 4)}`],
  ['npm', ['NPM_TOKEN', 'NODE_AUTH_TOKEN'], (r) => `np${'m'}_${r.chars(ALNUM, 36)}`],
  ['pypi', ['TWINE_PASSWORD'], (r) => `py${'pi'}-AgEIcHlwaS5vcmc${r.chars(BASE64URL, r.whole(120, 160))}`],
  ['rubygems', ['GEM_HOST_API_KEY'], (r) => `ruby${'gems'}_${r.chars(HEX, 48)}`],
  ['crates', ['CARGO_REGISTRY_TOKEN'], (r) => `ci${'o'}${r.chars(ALNUM, 32)}`],
  ['docker-hub', ['DOCKERHUB_TOKEN'], (r) => `dckr_${'pat'}_${r.chars(BASE64URL, 27)}`],
  [
    'digitalocean',
    ['DIGITALOCEAN_ACCESS_TOKEN', 'DO_PAT'],
    (r) => `do${r.pick(['p', 'o', 'r'])}_v1_${r.chars(HEX, 64)}`,
  ],
  ['heroku', ['HEROKU_API_KEY'], (r) => `HR${'KU'}-AA${r.chars(BASE64URL, 58)}`],
  ['heroku-uuid', ['HEROKU_API_KEY'], uuid, 'named'],
  ['vault-service', ['VAULT_TOKEN'], (r) => `hv${'s'}.${r.chars(BASE64URL, r.pick([24, 94]))}`],
  ['vault-batch', ['VAULT_TOKEN'], (r) => `hv${'b'}.AAAAAQ${r.chars(BASE64URL, r.whole(140, 180))}`],
  ['terraform-cloud', ['TFE_TOKEN', 'TF_API_TOKEN'], (r) => `${r.chars(ALNUM, 14)}.atlas${'v1'}.${r.chars(ALNUM, 67)}`],
  ['databricks', ['DATABRICKS_TOKEN'], (r) => `da${'pi'}${r.chars(HEX, 32)}${r.pick(['', '-2', '-3'])}`],
  ['pulumi', ['PULUMI_ACCESS_TOKEN'], (r) => `pu${'l'}-${r.chars(HEX, 40)}`],
  ['fly', ['FLY_API_TOKEN'], (r) => `fm${'2'}_lJPE${r.chars(BASE64, 120)}`],
  ['cloudflare', ['CLOUDFLARE_API_TOKEN'], (r) => r.chars(BASE64URL, 39).concat('x'), 'named'],
  ['cloudflare-global', ['CLOUDFLARE_API_KEY'], (r) => r.chars(HEX, 37), 'named'],
  [
    'planetscale',
    ['PLANETSCALE_TOKEN', 'DATABASE_PASSWORD'],
    (r) => `pscale_${r.pick(['tkn', 'pw'])}_${r.chars(ALNUM, 43)}`,
  ],
  ['supabase', ['SUPABASE_ACCESS_TOKEN'], (r) => `sb${'p'}_${r.chars(HEX, 40)}`],
  ['doppler', ['DOPPLER_TOKEN'], (r) => `dp.${r.pick(['pt', 'ct', 'sa'])}.${r.chars(ALNUM, 43)}`],
  ['doppler-service', ['DOPPLER_TOKEN'], (r) => `dp.st.${r.pick(['prd', 'dev_ci'])}.${r.chars(ALNUM, 43)}`],
  ['age', ['SOPS_AGE_KEY'], (r) => `AGE-SECRET-${'KEY'}-1${r.chars('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`],
  ['artifactory', ['ARTIFACTORY_API_KEY'], (r) => `AK${'Cp'}${r.chars(ALNUM, 69)}`],
  ['sourcegraph', ['SRC_ACCESS_TOKEN'], (r) => `sg${'p'}_${r.chars(HEX, 40)}`],
  ['buildkite', ['BUILDKITE_TOKEN'], (r) => `bk${'ua'}_${r.chars(HEX, 40)}`],
  ['netlify', ['NETLIFY_AUTH_TOKEN'], (r) => `nf${'p'}_${r.chars(ALNUM, 36)}`],
  ['nuget', ['NUGET_API_KEY'], (r) => `oy${'2'}${r.chars(LOWER + DIGITS, 43)}`],
  ['bitbucket-app-password', ['BITBUCKET_APP_PASSWORD'], (r) => `AT${'BB'}${r.chars(ALNUM, 32)}`],
  [
    'atlassian',
    ['JIRA_API_TOKEN', 'CONFLUENCE_TOKEN'],
    (r) => `AT${'ATT'}3xFfGF0${r.chars(BASE64URL, 171)}=${r.chars(DIGITS + UPPER.slice(0, 6), 8)}`,
  ],
  ['jwt', ['SESSION', 'ID_TOKEN', 'SUPABASE_KEY'], jwt],
]

function jwt({ chars, pick, whole }: Random): string {
  const header = base64url(JSON.stringify({ alg: pick(['HS256', 'RS256', 'ES256']), typ: 'JWT' }))
  const payload = base64url(
    JSON.stringify({ sub: chars(DIGITS, 10), name: pick(['Ada', 'Grace']), iat: whole(1.6e9, 1.9e9) }),
  )
  return `${header}.${payload}.${chars(BASE64URL, pick([43, 86]))}`
}

/** A PEM, as OpenSSL and ssh-keygen write it. */
export function pem(random: Random, kind: string): string {
  const label = ['BEGIN', kind, 'PRIVATE', 'KEY'].filter(Boolean).join(' ')
  const lines = Array.from({ length: random.whole(4, 20) }, () => random.chars(BASE64, 64))
  return `-----${label}-----\n${lines.join('\n')}\n${random.chars(BASE64, 22)}==\n-----${label.replace('BEGIN', 'END')}-----`
}

/** The text of a service account's key file, with the key as JSON writes it. */
export function serviceAccount(random: Random, key: string): string {
  const project = `${random.pick(['shop', 'ledger', 'atlas'])}-${random.whole(1000, 9999)}`
  return JSON.stringify(
    {
      type: 'service_account',
      project_id: project,
      private_key_id: random.chars(HEX, 40),
      private_key: key,
      client_email: `ci@${project}.iam.gserviceaccount.com`,
      client_id: random.chars(DIGITS, 21),
      token_uri: 'https://oauth2.googleapis.com/token',
    },
    null,
    2,
  )
}

export const basic = (user: string, password: string) => base64(`${user}:${password}`)
