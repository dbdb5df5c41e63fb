import { begun } from '../begun.ts'
import { checksumOf, hasChecksum } from '../checksum.ts'
import { provider } from '../provider.ts'
import type { Rule } from '../rule.ts'
import { characters } from '../sample.ts'

const GITHUB = ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_']
const CLASSIC = /^gh[pousr]_[A-Za-z0-9]{36}$/
const withChecksum = (prefix: string) => {
  const body = characters('A-Za-z0-9', 30)
  return `${prefix}${body}${checksumOf(body)}`
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** Forges, pipelines, registries of packages, and tools of infrastructure. */
export const forges: readonly Rule[] = [
  provider({
    name: 'github-token',
    title: 'GitHub token: classic, OAuth, app, refresh or fine-grained',
    tokens: [
      ...GITHUB.map((prefix) => `${prefix}[A-Za-z0-9]{36}`),
      ...GITHUB.slice(2).map((prefix) => `${prefix}[\\w.-]{60,1200}`),
      'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    ],
    verify: (value) => !CLASSIC.test(value) || hasChecksum(value),
    hides: begun([...GITHUB, 'github_pat_'], '\\w', 20, '\\w.\\-'),
    examples: () => [
      ...GITHUB.map(withChecksum),
      `ghs_${characters('A-Za-z0-9', 400)}`,
      `github_pat_${characters('A-Za-z0-9', 22)}_${characters('A-Za-z0-9', 59)}`,
    ],
    lookalikes: () =>
      GITHUB.flatMap((prefix) => [`${prefix}${characters('A-Za-z0-9', 36)}`, `${withChecksum(prefix)}A`]),
  }),
  provider({
    name: 'gitlab-token',
    title: 'GitLab token: personal, deploy, runner, job, feed, trigger, agent and others',
    tokens: [
      ...['glpat-', 'gldt-', 'glrt-', 'glft-', 'glimt-', 'glagent-', 'glsoat-', 'gloas-', 'glffct-'].map(
        (prefix) => `${prefix}[\\w-]{20,300}`,
      ),
      ...['glpat-', 'glrt-', 'glft-', 'glagent-'].map(
        (prefix) => `${prefix}[\\w-]{20,300}\\.[0-9a-z]{2}\\.[0-9a-z]{7,9}`,
      ),
      'glptt-[0-9a-zA-Z]{40}',
      'glcbt-[0-9a-zA-Z]{1,5}_[\\w-]{20}',
      'GR1348941[\\w-]{20}',
    ],
  }),
  provider({
    name: 'bitbucket-app-password',
    title: 'Bitbucket app password',
    tokens: ['ATBB[A-Za-z0-9]{32}'],
  }),
  provider({
    name: 'atlassian-token',
    title: 'Atlassian API token',
    tokens: ['ATATT3[\\w=-]{150,220}', 'ATCTT3[\\w=-]{150,220}'],
  }),
  provider({
    name: 'npm-token',
    title: 'npm access token, and the token of a registry in .npmrc',
    tokens: ['npm_[A-Za-z0-9]{36}', `_authToken=(${UUID})`],
  }),
  provider({
    name: 'pypi-token',
    title: 'PyPI upload token',
    tokens: ['pypi-AgEIcHlwaS5vcmc[\\w-]{50,1000}', 'pypi-AgENdGVzdC5weXBpLm9yZw[\\w-]{50,1000}'],
  }),
  provider({ name: 'rubygems-key', title: 'RubyGems API key', tokens: ['rubygems_[0-9a-f]{48}'] }),
  provider({
    name: 'crates-token',
    title: 'crates.io API token',
    tokens: ['cio[A-Za-z0-9]{32}'],
    verify: (value) => /\d/.test(value) && /[A-Z]/.test(value),
  }),
  provider({ name: 'nuget-key', title: 'NuGet API key', tokens: ['oy2[0-9a-z]{43}'] }),
  provider({
    name: 'docker-token',
    title: 'Docker Hub personal or organisation access token',
    tokens: ['dckr_pat_[\\w-]{27}', 'dckr_oat_[\\w-]{27,32}'],
  }),
  provider({
    name: 'artifactory-token',
    title: 'JFrog Artifactory API key or reference token',
    tokens: ['AKCp[A-Za-z0-9]{69}', 'cmVmdGtuO[A-Za-z0-9+/]{55}'],
  }),
  provider({
    name: 'sourcegraph-token',
    title: 'Sourcegraph access token',
    tokens: ['sgp_[0-9a-f]{40}', 'sgp_[0-9a-f]{16}_[0-9a-f]{40}', 'sgp_local_[0-9a-f]{40}'],
  }),
  provider({ name: 'buildkite-token', title: 'Buildkite API token', tokens: ['bkua_[0-9a-f]{40}'] }),
  provider({
    name: 'circleci-token',
    title: 'CircleCI personal access token',
    tokens: ['CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}'],
  }),
  provider({
    name: 'vault-token',
    title: 'HashiCorp Vault token: service, batch or recovery',
    tokens: ['hvs\\.[\\w-]{24,200}', 'hvb\\.[\\w-]{100,500}', 'hvr\\.[\\w-]{24,200}'],
  }),
  provider({
    name: 'terraform-token',
    title: 'HCP Terraform API token',
    tokens: ['[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9]{60,70}'],
  }),
  provider({ name: 'pulumi-token', title: 'Pulumi access token', tokens: ['^pul-[0-9a-f]{40}'] }),
  provider({
    name: 'doppler-token',
    title: 'Doppler token: personal, CLI, service, service account, SCIM or audit',
    tokens: [
      ...['pt', 'ct', 'sa', 'scim', 'audit', 'st'].map((kind) => `dp\\.${kind}\\.[A-Za-z0-9]{40,44}`),
      'dp\\.st\\.[a-z0-9_-]{1,35}\\.[A-Za-z0-9]{40,44}',
    ],
  }),
  provider({
    name: 'age-secret-key',
    title: 'age secret key',
    tokens: ['AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'],
  }),
  provider({ name: 'postman-key', title: 'Postman API key', tokens: ['PMAK-[0-9a-f]{24}-[0-9a-f]{34}'] }),
]
