import { createScanner, rules } from '../../detectors/index.ts'

/**
 * Variables that hold credentials, or lead to them; `*` stands for anything. Settings beside them, such as AWS_REGION,
 * stay. By the documents of each: AWS SDKs' reference guide, Azure Identity, Application Default Credentials, GitHub's
 * and GitLab's predefined variables, npm, Docker, Vault.
 */
const NAMES = [
  'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN',
  'AWS_PROFILE AWS_DEFAULT_PROFILE AWS_CONTAINER_* AWS_BEARER_TOKEN_*',
  'GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CREDENTIALS GOOGLE_OAUTH_ACCESS_TOKEN GOOGLE_GHA_CREDS_PATH',
  'CLOUDSDK_AUTH_* CLOUDSDK_CONFIG GCP_SERVICE_ACCOUNT*',
  'AZURE_CLIENT_SECRET AZURE_CLIENT_CERTIFICATE_* AZURE_FEDERATED_TOKEN_FILE AZURE_PASSWORD AZURE_CREDENTIALS',
  'ARM_* AZURE_STORAGE_KEY AZURE_STORAGE_CONNECTION_STRING AZURE_STORAGE_SAS_TOKEN AZURE_DEVOPS_EXT_PAT SYSTEM_ACCESSTOKEN',
  'GITHUB_TOKEN GH_TOKEN GH_ENTERPRISE_TOKEN GITHUB_ENTERPRISE_TOKEN GITHUB_PAT GITLAB_TOKEN GITEA_TOKEN BITBUCKET_TOKEN',
  'CI_JOB_TOKEN CI_JOB_JWT* CI_REGISTRY_PASSWORD CI_DEPLOY_PASSWORD CI_DEPENDENCY_PROXY_PASSWORD CI_REPOSITORY_URL',
  'ACTIONS_ID_TOKEN_REQUEST_* ACTIONS_RUNTIME_TOKEN',
  'NPM_TOKEN NODE_AUTH_TOKEN NPM_CONFIG__AUTH* NPM_CONFIG_//* YARN_NPM_AUTH_TOKEN PYPI_TOKEN TWINE_PASSWORD UV_PUBLISH_TOKEN',
  'CARGO_REGISTRY_TOKEN CARGO_REGISTRIES_*_TOKEN DOCKER_AUTH_CONFIG DOCKER_PASSWORD REGISTRY_AUTH_FILE',
  'SSH_AUTH_SOCK SSH_ASKPASS GIT_ASKPASS GPG_AGENT_INFO VAULT_TOKEN KUBE_TOKEN KUBECONFIG TF_TOKEN_* TF_API_TOKEN',
  'NETRC BUILDKITE_AGENT_ACCESS_TOKEN SALLYPORT_ID_TOKEN* SALLYPORT_OPERATOR_TOKEN',
].flatMap((line) => line.split(' '))

const PATTERNS = NAMES.map((name) => new RegExp(`^${name.replaceAll('*', '.*')}$`, 'i'))

/** An environment without what opens anything, and the names of what was taken out, in order. */
export interface Cleaned {
  readonly environment: NodeJS.ProcessEnv
  readonly removed: readonly string[]
}

/** Takes out what is known by its name, and what a detector knows for a provider's secret. `keep` names what may stay. */
export function withoutCredentials(environment: NodeJS.ProcessEnv, keep: readonly string[]): Cleaned {
  const scanner = createScanner(rules.filter(({ confidence }) => confidence === 'provider'))
  const opens = (name: string, value: string): boolean =>
    PATTERNS.some((pattern) => pattern.test(name)) || scanner.scan(Buffer.from(value)).found.length > 0
  const entries = Object.entries(environment).filter(([, value]) => value !== undefined) as [string, string][]
  const removed = entries
    .filter(([name, value]) => value !== '' && !keep.includes(name) && opens(name, value))
    .map(([name]) => name)
  const left = entries.filter(([name]) => !removed.includes(name))
  return { environment: Object.fromEntries(left), removed: removed.sort() }
}
