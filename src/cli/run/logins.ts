import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Discovery } from './gateway.ts'

/** What the tools' own configuration files are made from. */
export interface LoginOptions {
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  /** The relay's URL as containers reach it. */
  readonly proxy: string
  readonly noProxy: string
  /** Files in PEM: with the machine's authorities, and the same certificates as text, for kubectl. */
  readonly authorities: string
  readonly authoritiesText: string
  readonly connections: Discovery['connections']
}

/** A value that stands where a tool insists on a credential. The gateway drops it. */
export const PLACEHOLDER = 'placeholder'
/** As long as an access key id of AWS, and of no kind that AWS makes. */
const KEY_ID = 'SALLYPORTPLACEHOLDER'

/** Writes configuration files without any login into the directory; answers the variables that name them. */
export async function writeLogins(options: LoginOptions): Promise<Record<string, string>> {
  const { directory, environment } = options
  const home = environment.HOME ?? '/nonexistent'
  const at = (name: string): string => join(directory, name)
  for (const name of ['docker', 'gcloud', 'azure', 'gh']) await mkdir(at(name), { mode: 0o700 })
  await writeFile(at('docker/config.json'), await dockerConfig(options, home))
  await writeFile(at('kubeconfig'), kubeconfig(options))
  await writeFile(at('aws-config'), '')
  await writeFile(
    at('aws-credentials'),
    `[default]\naws_access_key_id = ${KEY_ID}\naws_secret_access_key = ${PLACEHOLDER}\n`,
  )
  const npmrc = environment.NPM_CONFIG_USERCONFIG ?? environment.npm_config_userconfig ?? join(home, '.npmrc')
  await writeFile(at('npmrc'), withoutLogins(await textOf(npmrc)))
  const wgetrc = withoutWords(await textOf(environment.WGETRC ?? join(home, '.wgetrc')))
  await writeFile(at('wgetrc'), `${wgetrc}ca_certificate = ${options.authorities}\n`)
  return {
    DOCKER_CONFIG: at('docker'),
    KUBECONFIG: at('kubeconfig'),
    AWS_CONFIG_FILE: at('aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: at('aws-credentials'),
    AWS_ACCESS_KEY_ID: KEY_ID,
    AWS_SECRET_ACCESS_KEY: PLACEHOLDER,
    AWS_EC2_METADATA_DISABLED: 'true',
    CLOUDSDK_CONFIG: at('gcloud'),
    CLOUDSDK_AUTH_ACCESS_TOKEN: PLACEHOLDER,
    GOOGLE_OAUTH_ACCESS_TOKEN: PLACEHOLDER,
    AZURE_CONFIG_DIR: at('azure'),
    GH_CONFIG_DIR: at('gh'),
    NPM_CONFIG_USERCONFIG: at('npmrc'),
    npm_config_userconfig: at('npmrc'),
    WGETRC: at('wgetrc'),
  }
}

/** No `auths`, no `credsStore`; the CLI's plug-ins stay where they are (Docker Docs, "Docker CLI configuration"). */
async function dockerConfig({ proxy, noProxy, environment }: LoginOptions, home: string): Promise<string> {
  const plugins = join(environment.DOCKER_CONFIG ?? join(home, '.docker'), 'cli-plugins')
  const there = await stat(plugins).catch(() => null)
  return JSON.stringify({
    auths: {},
    proxies: { default: { httpProxy: proxy, httpsProxy: proxy, noProxy } },
    ...(there === null ? {} : { cliPluginsExtraDirs: [plugins] }),
  })
}

/** A context for each cluster that the gateway knows; JSON is YAML, so kubectl reads it. */
function kubeconfig({ connections, authoritiesText }: LoginOptions): string {
  const clusters = connections.filter(({ protocol }) => protocol === 'kubernetes')
  const certificates = Buffer.from(authoritiesText).toString('base64')
  const serverOf = ({ hosts, upstream }: Discovery['connections'][0]) =>
    hosts[0] === undefined ? (upstream ?? 'https://invalid') : `https://${hosts[0]}`
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: clusters.map((one) => ({
      name: one.name,
      cluster: { server: serverOf(one), 'certificate-authority-data': certificates },
    })),
    users: [{ name: PLACEHOLDER, user: { token: PLACEHOLDER } }],
    contexts: clusters.map(({ name }) => ({ name, context: { cluster: name, user: PLACEHOLDER } })),
    ...(clusters.length === 0 ? {} : { 'current-context': clusters[0]!.name }),
  })
}

/** Settings of npm that are logins, or that would lead around the relay (npm Docs, "npmrc"). */
const NPM_LOGINS = /(^|:)(_auth|_authtoken|_password|username|email|certfile|keyfile|cert|key)$/i
const NPM_ROUTES = /^(https?-proxy|proxy|noproxy|cafile|ca)(\[\])?$/i

function withoutLogins(npmrc: string): string {
  const kept = npmrc.split('\n').filter((line) => {
    const key = line.split('=', 1)[0]!.trim()
    return !NPM_LOGINS.test(key) && !NPM_ROUTES.test(key)
  })
  return kept.join('\n')
}

/** GNU Wget's settings that are logins, or that would lead around the relay. */
function withoutWords(wgetrc: string): string {
  const kept = wgetrc
    .split('\n')
    .filter(
      (line) => !/^\s*(\w*(password|passwd|user)|\w*proxy\w*|ca_?certificate|header|private_?key)\s*=/i.test(line),
    )
  return kept.join('\n').replace(/([^\n])$/, '$1\n')
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
