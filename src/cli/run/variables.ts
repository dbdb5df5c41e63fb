import type { Authorities } from './authorities.ts'
import { USER } from './relay.ts'

export interface VariableOptions {
  /** The relay's URL, with its password. */
  readonly proxy: string
  readonly noProxy: string
  readonly authorities: Authorities
  /** Keys of git that hold headers, and are emptied. */
  readonly gitHeaders: readonly string[]
  /** The environment that these go over: git's own numbered settings stay, and ours come after them. */
  readonly environment: NodeJS.ProcessEnv
}

/** What goes directly, besides what is named: this machine itself. */
const DIRECTLY = ['localhost', '127.0.0.1', '::1']

/** The relay's URL as clients take it. */
export function relayUrl(
  { password, port }: { readonly password: string; readonly port: number },
  host = '127.0.0.1',
): string {
  return `http://${USER}:${password}@${host}:${port}`
}

/** `NO_PROXY`, by what nearly all clients read: names, with a leading dot for those below one. */
export function noProxyOf(named: readonly string[]): string {
  return [...DIRECTLY, ...named].join(',')
}

/** The variables by which each tool goes through the relay, and trusts what the gateway shows. */
export function variablesFor(options: VariableOptions): Record<string, string> {
  const { proxy, noProxy, authorities, environment } = options
  const both = (name: string, value: string) => ({ [name]: value, [name.toLowerCase()]: value })
  return {
    ...both('HTTPS_PROXY', proxy),
    ...both('HTTP_PROXY', proxy),
    ...both('ALL_PROXY', proxy),
    ...both('NO_PROXY', noProxy),
    NODE_USE_ENV_PROXY: '1',
    SALLYPORT_CA_FILE: authorities.more,
    ...named(TAKE_ALL, authorities.all),
    ...named(ADD_TO_THEIRS, authorities.more),
    ...gitVariables(options.gitHeaders, environment),
  }
}

/** OpenSSL, Go, Ruby; curl; git; Python; the AWS CLI; pip; npm; gcloud; cargo; gRPC; httplib2; Yarn. */
const TAKE_ALL = [
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'REQUESTS_CA_BUNDLE',
  'AWS_CA_BUNDLE',
  'PIP_CERT',
  'npm_config_cafile',
  'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
  'CARGO_HTTP_CAINFO',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'HTTPLIB2_CA_CERTS',
  'YARN_HTTPS_CA_FILE_PATH',
]
/** Node and Bun; Deno. */
const ADD_TO_THEIRS = ['NODE_EXTRA_CA_CERTS', 'DENO_CERT']

function named(names: readonly string[], value: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, value]))
}

/** git-config(1), "ENVIRONMENT": numbered pairs, after those that are there. An empty value ends a list. */
function gitVariables(headers: readonly string[], environment: NodeJS.ProcessEnv): Record<string, string> {
  const settings: [string, string][] = [
    ['http.proxyAuthMethod', 'basic'],
    ['credential.helper', ''],
    ...[...new Set(['http.extraheader', ...headers])].map((key): [string, string] => [key, '']),
  ]
  const first = Number(environment.GIT_CONFIG_COUNT ?? 0) || 0
  return {
    GIT_CONFIG_COUNT: String(first + settings.length),
    GIT_TERMINAL_PROMPT: '0',
    ...Object.fromEntries(
      settings.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${first + at}`, key],
        [`GIT_CONFIG_VALUE_${first + at}`, value],
      ]),
    ),
  }
}
