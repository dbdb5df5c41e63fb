import { readFile } from 'node:fs/promises'
import { GatewayError } from '../../core/errors.ts'

/** Where a CI job's ID tokens come from. */
export interface IdTokenSource {
  /** In words, for messages. */
  readonly name: string
  /** Whether it has another token later, so that the session can be renewed. */
  readonly renews: boolean
  /** Rejects with ERR_ID_TOKEN_MISSING or ERR_ID_TOKEN_UNAVAILABLE. */
  read(audience: string): Promise<string>
}

export interface IdTokenOptions {
  readonly idTokenFile?: string
  readonly idTokenEnv?: string
}

/** The variable that holds an ID token where none is named: GitLab CI sets it by `id_tokens`. */
export const ID_TOKEN_VARIABLE = 'SALLYPORT_ID_TOKEN'
/** Milliseconds that the CI system has to make a token. */
const TIMEOUT = 10_000

/**
 * The source that the options name, or else the one that is there: GitHub Actions' own (GitHub Docs, "OpenID Connect
 * reference"), then a variable.
 *
 * @throws ERR_ID_TOKEN_MISSING, in words that say what to set
 */
export function idTokenSource(options: IdTokenOptions, environment: NodeJS.ProcessEnv): IdTokenSource {
  if (options.idTokenFile !== undefined) return fromFile(options.idTokenFile)
  if (options.idTokenEnv !== undefined) return fromVariable(options.idTokenEnv, environment)
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = environment
  if (url && token) return fromGitHub(url, token)
  if (environment[ID_TOKEN_VARIABLE]) return fromVariable(ID_TOKEN_VARIABLE, environment)
  throw missing('This job has no ID token.', fixFor(environment))
}

function fixFor({ GITHUB_ACTIONS, GITLAB_CI }: NodeJS.ProcessEnv): string {
  if (GITHUB_ACTIONS) return 'Give the job the permission "id-token: write".'
  if (GITLAB_CI) return `Add to the job: id_tokens: { ${ID_TOKEN_VARIABLE}: { aud: <the gateway's audience> } }.`
  return `Name one by --id-token-file or --id-token-env, or set ${ID_TOKEN_VARIABLE}.`
}

function fromFile(path: string): IdTokenSource {
  return {
    name: `the file ${path}`,
    renews: true,
    async read() {
      const text = await readFile(path, 'utf8').catch((cause: unknown) => {
        throw missing(`The ID token can't be read from ${path}.`, 'Name a file that holds one.', cause)
      })
      if (text.trim() === '') throw missing(`The file ${path} is empty.`, 'Name a file that holds an ID token.')
      return text.trim()
    },
  }
}

function fromVariable(variable: string, environment: NodeJS.ProcessEnv): IdTokenSource {
  const token = environment[variable]?.trim()
  if (!token) throw missing(`The variable ${variable} holds no ID token.`, fixFor(environment))
  return { name: `the variable ${variable}`, renews: false, read: async () => token }
}

function fromGitHub(url: string, token: string): IdTokenSource {
  return {
    name: 'GitHub Actions',
    renews: true,
    async read(audience) {
      try {
        const asked = new URL(url)
        asked.searchParams.set('audience', audience)
        const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
        const answer = await fetch(asked, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) })
        if (!answer.ok) throw new Error(`it answered ${answer.status}`)
        const { value } = (await answer.json()) as { value?: unknown }
        if (typeof value !== 'string' || value === '') throw new Error('its answer holds no token')
        return value
      } catch (cause) {
        throw new GatewayError('ERR_ID_TOKEN_UNAVAILABLE', 'GitHub Actions gave no ID token.', { cause })
      }
    },
  }
}

function missing(message: string, fix: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_ID_TOKEN_MISSING', message, { fix, ...(cause === undefined ? {} : { cause }) })
}
