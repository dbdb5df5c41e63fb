import { GatewayError } from '../core/errors.ts'

/** Where somebody logs in, as the gateway says it. */
export interface LoginClient {
  readonly issuer: string
  readonly client_id: string
  readonly scopes: readonly string[]
}

/** What a login on another device brings. */
export interface DeviceTokens {
  readonly idToken: string
  readonly accessToken: string
}

/**
 * Has somebody log in on whatever device they have a browser on (RFC 8628).
 *
 * @param show tells them where, and the code to type there
 * @throws ERR_LOGIN_UNSUPPORTED, ERR_LOGIN_FAILED, ERR_LOGIN_UNAVAILABLE
 */
export async function logInByDevice(
  { issuer, client_id: clientId, scopes }: LoginClient,
  show: (place: { readonly url: string; readonly code: string }) => void,
): Promise<DeviceTokens> {
  const client = await import('openid-client')
  const { protocol, hostname } = new URL(issuer)
  const isLocal = protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  try {
    const provider = await client.discovery(new URL(issuer), clientId, {}, client.None(), {
      ...(isLocal ? { execute: [client.allowInsecureRequests] } : {}),
    })
    if (provider.serverMetadata().device_authorization_endpoint === undefined) throw unsupported(issuer)
    const begun = await client.initiateDeviceAuthorization(provider, { scope: scopes.join(' ') })
    show({ url: begun.verification_uri, code: begun.user_code })
    const tokens = await client.pollDeviceAuthorizationGrant(provider, begun)
    if (tokens.id_token === undefined)
      throw new GatewayError('ERR_LOGIN_FAILED', `${issuer} brings no ID token by a device login.`, { fix: BROWSER })
    return { idToken: tokens.id_token, accessToken: tokens.access_token }
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown
    if (!(thrown instanceof client.ResponseBodyError)) {
      throw new GatewayError('ERR_LOGIN_UNAVAILABLE', `The identity provider ${issuer} could not be asked.`, {
        fix: 'Retry; where its certificate is of a private authority, set NODE_EXTRA_CA_CERTS.',
        cause: thrown,
      })
    }
    throw refused(thrown.error, issuer, clientId)
  }
}

/** RFC 8628, section 3.5, and RFC 6749, section 5.2. */
function refused(error: string, issuer: string, clientId: string): GatewayError {
  if (error === 'access_denied')
    return new GatewayError('ERR_LOGIN_FAILED', 'The login was refused.', { fix: 'Run it again.' })
  if (error === 'expired_token')
    return new GatewayError('ERR_LOGIN_FAILED', 'Nobody typed the code in in time.', { fix: 'Run it again.' })
  return new GatewayError('ERR_LOGIN_UNSUPPORTED', `${issuer} lets the client ${clientId} have no device login.`, {
    fix: `Let it there, as a client without a secret, and name it in login.cli_client_id. ${BROWSER}`,
  })
}

function unsupported(issuer: string): GatewayError {
  return new GatewayError('ERR_LOGIN_UNSUPPORTED', `${issuer} has no device login (RFC 8628).`, { fix: BROWSER })
}

const BROWSER = "Answer in a browser: each approval has a page on the people's listener."
