import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'
import { walker } from './walker.ts'

/** What an identity provider tells of somebody, by claim. */
export interface Account {
  readonly email?: string
  readonly email_verified?: boolean
  readonly groups?: readonly string[]
}

/** People's identity provider on loopback: `oidc-provider`, in which any password will do. */
export interface Idp {
  readonly url: string
  /** Registered at its first request: where the client `gate`, whose secret is `secret`, may send people back to. */
  readonly redirectUris: string[]
  readonly secret: string
  /** Takes back whatever it has let somebody's clients do without them. */
  revoke(account: string): Promise<void>
  /** From now on it answers nothing that has to do with tokens, until it is told otherwise. */
  down: boolean
  /** Refresh tokens that it has given, in order. */
  readonly given: readonly string[]
  /** A browser without a screen, in which nobody is logged in. */
  browser(): ReturnType<typeof walker>
  close(): void
}

/** Starts one, in which accounts may be changed. Each refresh token serves once. The client `gate-cli` has no secret, and logs in by device where there is `device`. */
export async function startIdp(
  accounts: { readonly [name: string]: Account },
  { device = true, refresh = true } = {},
): Promise<Idp> {
  // It warns of whatever is fit for tests alone.
  Object.assign(console, { info() {}, warn() {} })
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const redirectUris: string[] = []
  const secret = randomUUID()
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' }
  const given: string[] = []
  const grants: { accountId?: string | undefined; destroy(): Promise<unknown> }[] = []
  let answer: ReturnType<Provider['callback']> | null = null
  const start = (): ReturnType<Provider['callback']> => {
    const provider = new Provider(url, {
      ...configuration(accounts, redirectUris, secret, { device, refresh }),
      jwks: { keys: [key as never] },
    })
    provider.on('grant.success', ({ body }) => {
      const { refresh_token: token } = body as { refresh_token?: string }
      if (token !== undefined) given.push(token)
    })
    provider.on('grant.saved', (grant) => grants.push(grant))
    return provider.callback()
  }
  server.on('request', (req, res) => {
    if (idp.down && /^\/(?:token|me)/.test(req.url!)) {
      res.writeHead(503).end()
      return
    }
    answer ??= start()
    void answer(req, res)
  })
  const idp: Idp = {
    url,
    redirectUris,
    secret,
    given,
    down: false,
    async revoke(account) {
      for (const grant of grants) if (grant.accountId === account) await grant.destroy()
    },
    browser: () => walker(),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return idp
}

function configuration(
  accounts: { readonly [name: string]: Account },
  redirectUris: string[],
  secret: string,
  { device, refresh }: { readonly device: boolean; readonly refresh: boolean },
): Configuration {
  const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
  const more = refresh ? ['refresh_token'] : []
  const cli = { client_id: 'gate-cli', token_endpoint_auth_method: 'none' } as const
  return {
    clients: [
      {
        ...{ client_id: 'gate', client_secret: secret, redirect_uris: redirectUris },
        grant_types: ['authorization_code', ...more],
      },
      ...(device ? [{ ...cli, redirect_uris: [], response_types: [], grant_types: [DEVICE, ...more] }] : []),
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    // As most providers do, where it has the scope in its list, and without asking for consent each time.
    scopes: ['openid', 'email', 'profile', ...(refresh ? ['offline_access'] : [])],
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: true }, deviceFlow: { enabled: device } },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) as never }),
    // Whoever logs in here has consented.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! })
      grant.addOIDCScope('openid email profile offline_access')
      await grant.save()
      return grant
    },
  }
}
