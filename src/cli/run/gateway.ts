import { getCACertificates } from 'node:tls'
import { Agent, fetch } from 'undici'
import { z } from 'zod'
import { type ErrorCode, GatewayError, statusOf } from '../../core/errors.ts'

/** What a gateway says of itself at `GET /.well-known/sallyport`. */
const discovery = z.object({
  proxy: z.object({ port: z.int().min(1).max(65_535), tls: z.boolean() }).nullable(),
  audiences: z.array(z.string()),
  /** A session's id goes behind it. */
  sessions: z.string(),
  connections: z.array(
    z.object({
      name: z.string(),
      protocol: z.string(),
      hosts: z.array(z.string()).default([]),
      upstream: z.string().optional(),
    }),
  ),
})
export type Discovery = z.infer<typeof discovery>

/** Names and values that no shell, and no file of the runner's, could take for anything else. */
const variables = z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string().regex(/^[\x20-\x7e]*$/)).default({})

/** What the token endpoint answers with. `expiresIn` is in seconds. */
export interface Granted {
  readonly token: string
  readonly session: string
  readonly expiresIn: number
  /** For the job's environment. */
  readonly variables: Readonly<Record<string, string>>
}

/** A gateway as its agents see it. Every method rejects with what the gateway said, or ERR_GATEWAY_UNAVAILABLE. */
export interface GatewayClient {
  readonly url: URL
  /** Certificates in PEM that whoever connects to the gateway trusts; undefined for the machine's own alone. */
  readonly trusted: readonly string[] | undefined
  discover(): Promise<Discovery>
  /** The certificate of the gateway's own authority, in PEM; null where it has none. */
  authority(): Promise<string | null>
  /**
   * RFC 8693: an ID token for a session, or for more time where `actor` is the session's token. `leases` are what the
   * session is narrowed to: authorization details (RFC 9396).
   */
  exchange(idToken: string, more?: { readonly actor?: string; readonly leases?: string }): Promise<Granted>
  /** RFC 7009: ends the session. */
  revoke(token: string): Promise<void>
  close(): Promise<void>
}

/** Milliseconds that the gateway has for an answer. */
const TIMEOUT = 10_000
const TYPE = 'urn:ietf:params:oauth:token-type:'

/** Speaks to the gateway at this URL directly, whatever proxy the environment names. */
export function createGatewayClient(address: string, privateAuthority?: string): GatewayClient {
  const url = urlOf(address)
  const trusted = privateAuthority === undefined ? undefined : [...getCACertificates('default'), privateAuthority]
  const agent = new Agent({ connect: trusted === undefined ? {} : { ca: [...trusted] } })

  const ask = async (path: string, form?: Record<string, string>) => {
    const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
    const signal = AbortSignal.timeout(TIMEOUT)
    try {
      const answer = await fetch(new URL(path, url), { ...init, dispatcher: agent, redirect: 'error', signal })
      return { status: answer.status, text: await answer.text() }
    } catch (cause) {
      throw new GatewayError('ERR_GATEWAY_UNAVAILABLE', `No gateway answers at ${url.origin}.`, {
        fix: 'Check --gateway or SALLYPORT_URL, and --ca-file if its certificate comes from a private authority.',
        cause: deepest(cause),
      })
    }
  }
  const askJson = async (path: string, form?: Record<string, string>): Promise<unknown> => {
    const { status, text } = await ask(path, form)
    const value = parsed(text)
    if (status === 200 && value !== undefined) return value
    throw refusalOf(value) ?? noGateway(url, `${path} answers ${status}`)
  }

  return {
    url,
    trusted,
    async discover() {
      const read = discovery.safeParse(await askJson('/.well-known/sallyport'))
      if (!read.success) throw noGateway(url, read.error.message)
      return read.data
    },
    async authority() {
      const { status, text } = await ask('/ca.pem')
      if (status === 404) return null
      if (status !== 200 || !text.includes('-----BEGIN CERTIFICATE-----')) {
        throw noGateway(url, `/ca.pem answers ${status}`)
      }
      return text
    },
    async exchange(idToken, { actor, leases } = {}) {
      const answer = (await askJson('/oauth/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: idToken,
        subject_token_type: `${TYPE}id_token`,
        ...(leases === undefined ? {} : { authorization_details: leases }),
        ...(actor === undefined ? {} : { actor_token: actor, actor_token_type: `${TYPE}access_token` }),
      })) as { access_token?: unknown; session?: unknown; expires_in?: unknown; variables?: unknown }
      const { access_token: token, session, expires_in: expiresIn } = answer
      if (typeof token !== 'string' || typeof session !== 'string' || typeof expiresIn !== 'number') {
        throw noGateway(url, '/oauth/token answers with no session')
      }
      const given = variables.safeParse(answer.variables)
      if (!given.success) throw noGateway(url, '/oauth/token answers with variables that are none')
      return { token, session, expiresIn, variables: given.data }
    },
    async revoke(token) {
      const { status, text } = await ask('/oauth/revoke', { token, token_type_hint: 'access_token' })
      if (status !== 200) throw refusalOf(parsed(text)) ?? noGateway(url, `/oauth/revoke answers ${status}`)
    },
    close: () => agent.close(),
  }
}

function urlOf(address: string): URL {
  const url = URL.parse(address)
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url
  throw new GatewayError('ERR_CONFIG', "The gateway's URL must be http:// or https://, a host and a port.", {
    fix: 'Set SALLYPORT_URL, or --gateway.',
  })
}

/** What the gateway itself refused with: its code, its words. */
function refusalOf(value: unknown): GatewayError | null {
  const { code, error_description: description, fix } = (value ?? {}) as Record<string, unknown>
  if (typeof code !== 'string' || typeof description !== 'string') return null
  if (statusOf(code as ErrorCode) === undefined) return null
  const message = description.replace(`${code}: `, '')
  return new GatewayError(code as ErrorCode, message, typeof fix === 'string' ? { fix } : {})
}

function noGateway(url: URL, why: string): GatewayError {
  return new GatewayError('ERR_GATEWAY_UNAVAILABLE', `What answers at ${url.origin} is no gateway of this version.`, {
    fix: 'Check --gateway or SALLYPORT_URL: it is where agents go, not people.',
    cause: new Error(why),
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** undici says "fetch failed"; why is in the cause of it. */
function deepest(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? deepest(thrown.cause) : thrown
}
